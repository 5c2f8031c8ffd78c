"""The reader of DSL files."""

from __future__ import annotations

from polydag.diagnostics import Collector
from polydag.dsl.assembly import assemble
from polydag.dsl.building import reading
from polydag.dsl.sources import FunctionSource, owns
from polydag.frontends.dsl.builder import Builder
from polydag.frontends.dsl.codes import BoundHelper
from polydag.frontends.dsl.library import DslLibrary
from polydag.frontends.dsl.native import is_offered
from polydag.ir.pipeline import Module
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import engine_free, segments
from polydag.syntax.project import Project


class DslFrontend:
    """Reads files that build pipelines with `from polydag import …`."""

    engine = "polydag"

    def recognises(self, module: SourceModule) -> bool:
        """Whether the file imports a name of the DSL."""
        names = {
            name.removeprefix("polydag.").partition(".")[0]
            for name in module.names.values()
            if owns(name)
        }
        return any(name == "polydag" or is_offered(name) for name in names)

    def read(
        self,
        module: SourceModule,
        project: Project,
        collector: Collector,
        *,
        graph_only: bool = False,
    ) -> Module:
        """The file's pipelines, as running it would build them."""
        with reading() as building:
            builder = Builder(building, collector)
            Evaluator(project, DslLibrary(builder), collector).run(module)
            built = [one for one in building.pipelines if one.file == module.path]
            read = assemble(module, built, builder.names)
        for pipeline in built:
            for source in pipeline.sources.values():
                _tell_bound_helpers(source, read, collector)
        return read


def _tell_bound_helpers(source: FunctionSource, read: Module, collector: Collector) -> None:
    """Names that a body needs and that cannot come along, because what binds them uses polydag."""
    carried = {name for prelude in read.prelude for name in prelude.defines}
    free = {
        name for segment in engine_free(segments(source.module), owns) for name in segment.defines
    }
    bound = {name for segment in segments(source.module) for name in segment.defines} - free
    for name in source.function.names:
        if name in bound and name not in carried and name not in read.functions:
            span = source.module.span(source.node)
            collector.tell(BoundHelper(name=name, function=source.node.name, span=span))


FRONTEND = DslFrontend()
