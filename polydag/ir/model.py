"""The frozen base of every IR model, and scalars that may be symbolic."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)


class Frozen(BaseModel):
    """An immutable model that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_serializer(mode="wrap")
    def _keep_discriminator(self, dump: SerializerFunctionWrapHandler) -> dict[str, object]:
        """`exclude_defaults` would drop `kind`, without which a union cannot be read back."""
        data: dict[str, object] = dump(self)
        kind = getattr(self, "kind", None)
        return data if kind is None else {"kind": kind, **data}


class Place(Frozen):
    """Where something stands in the source: 1-based lines and columns."""

    path: str
    line: int
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None


class Symbolic(Frozen):
    """A value that is only known when the pipeline runs or is deployed: the author's expression.

    `names` are the module-level names that the expression reads; they must be in scope where it is
    printed. In JSON it is `{"unknown": "<expression>", "names": [...]}`.
    """

    text: str
    names: tuple[str, ...] = ()
    span: Place | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_json(cls, data: object) -> object:
        if isinstance(data, dict) and "unknown" in data:
            return {("text" if key == "unknown" else key): value for key, value in data.items()}
        return data

    @model_serializer(mode="wrap")
    def _keep_discriminator(self, dump: SerializerFunctionWrapHandler) -> dict[str, object]:
        data: dict[str, object] = {"unknown": self.text}
        if self.names:
            data["names"] = list(self.names)
        if self.span is not None:
            data["span"] = self.span.model_dump(exclude_none=True)
        return data


T = TypeVar("T")


def _symbolic_first(value: object) -> object:
    if isinstance(value, dict) and "unknown" in value:
        return Symbolic.model_validate(value)
    return value


# A value that a user can set: known while reading, or the expression that will give it.
Scalar = Annotated[T | Symbolic, BeforeValidator(_symbolic_first)]
