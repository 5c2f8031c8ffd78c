"""A pipeline as assets, checks and an asset job."""

from __future__ import annotations

from polydag.backends.contract import PipelinePlan
from polydag.backends.dagster.authored import tell_pulls
from polydag.backends.dagster.block import block, comments, decorated, limits, lower_task
from polydag.backends.dagster.codes import AttributeDropped, KeyPrefix
from polydag.backends.dagster.context import Block
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.hooks import hooks_of, notification
from polydag.backends.dagster.jobs import (
    common_arguments,
    parameters_resource,
    partitions_argument,
    schedules,
    setting_classes,
)
from polydag.backends.dagster.loops import Loop, Printer, loops_of, named
from polydag.backends.dagster.made import Made
from polydag.backends.dagster.names import GENERIC, dagster_name
from polydag.backends.dagster.placeless import tell_contracted
from polydag.backends.dagster.policies import Policies, place_of
from polydag.backends.dagster.sensors import sensors_of
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.dagster.written import Written
from polydag.backends.settings import stated
from polydag.ir.operations import Check, Dbt
from polydag.ir.pipeline import Asset
from polydag.ir.tasks import Placement
from polydag.rendering.strings import string


def write_assets(design: Design, sheet: Sheet) -> Written:
    """Assets, the job over them, its schedules."""
    return _Catalogue(design, sheet).written()


class _Catalogue:
    """Writes the assets of one pipeline."""

    def __init__(self, design: Design, sheet: Sheet) -> None:
        self.design = design
        self.sheet = sheet
        self.pieces: dict[str, Workpiece] = {}
        self.made: dict[str, Made] = {}
        self.edges: set[tuple[str, str]] = set()
        self.settings: dict[str, tuple[str, ...]] = {}
        self.loops = loops_of(design, sheet)

    def written(self) -> Written:
        """Everything that the module must hold for the pipeline."""
        design, sheet = self.design, self.sheet
        hooks = hooks_of(design, sheet)
        partition = partitions_argument(design, sheet)
        found: list[Block] = [*hooks.blocks]
        tell_contracted(design, sheet)
        for id in design.tiers.hooks:
            found += notification(id, design, sheet)
        # An asset names those above it, which must stand before it, however the source arranged them.
        for id in design.facts.graph.order:
            if id not in design.tiers.hooks and id not in design.contracted:
                made = self._blocks(id, partition, hooks.by_task.get(id, ""))
                loop = next((loop for loop in self.loops if id in loop.ids), None)
                found += made if loop is None else made[:-1]
                if loop is not None and id == loop.ids[-1]:
                    found += self._loop(loop)
        everywhere = [*hooks.everywhere]
        schedule = schedules(design, sheet)
        sensors = sensors_of(design, sheet)
        job = self._job(partition, everywhere)
        work = [id for id in self.made if not isinstance(design.facts.tasks[id].operation, Check)]
        return Written(
            blocks=(*setting_classes(design, sheet, self.pieces), *found),
            plan=self._plan(),
            closing=(*job, *sensors.statements, *schedule.statements),
            sensors=(*sensors.symbols, *schedule.sensors),
            assets=tuple(named(work, self.loops, design)),
            checks=tuple(design.symbols[id] for id in self.made if id not in work),
            jobs=(design.symbol,),
            schedules=schedule.symbols,
            resources=self._resources(),
        )

    def _blocks(self, id: str, partition: str, hooked: str) -> list[Block]:
        piece = Workpiece(self.design.facts.tasks[id], self.design, self.sheet)
        made, policies = lower_task(piece)
        self.pieces[id], self.made[id] = piece, made
        tell_pulls(piece)
        below = [*limits(piece, made)] + ([policies.decorator] if policies.decorator else [])
        top = (
            self._check(piece, partition)
            if isinstance(piece.task.operation, Check)
            else self._asset(piece, made, policies, partition, hooked)
        )
        return [*(Block((), (), text) for text in piece.before), block(piece, made, [top, *below])]

    def _loop(self, loop: Loop) -> list[Block]:
        """The assets of a loop, written once; what was told about each stands above."""
        told = dict.fromkeys(text for id in loop.ids for text in comments(self.pieces[id]))
        settings = [self.settings[loop.column(i)[0]] for i in range(len(loop.members))]
        printer = Printer(loop, self.loops, self.design, self.sheet, settings, tuple(told))
        return printer.blocks()

    def _check(self, piece: Workpiece, partition: str) -> str:
        """A check of a partitioned asset without partitions of its own would be given all of them."""
        operation = piece.task.operation
        assert isinstance(operation, Check)
        arguments = [f"asset={self._asset_symbol(operation.asset)}"]
        arguments.append(f"name={string(piece.key)}" if piece.symbol != piece.key else "")
        arguments.append("blocking=True" if operation.blocking else "")
        arguments.append(partition)
        return decorated(self.sheet.dagster("asset_check"), arguments)

    def _asset_symbol(self, asset: str) -> str:
        """The asset as the code names it: its function, or its key where it is made elsewhere."""
        for id, task in self.design.facts.tasks.items():
            if (asset in task.publishes or id == asset) and not isinstance(task.operation, Check):
                return self.design.symbols[id]
        known = self.sheet.module.assets.get(asset)
        if known is None or len(known.key) < 2:
            return self.sheet.value(asset)
        # Whoever makes it, in another module of the tree perhaps, makes it under the name that Dagster takes.
        is_own = self.sheet.module.engine == "dagster"
        last = known.key[-1] if is_own else dagster_name(known.key[-1])
        return self.sheet.value([*known.key[:-1], last])

    def _asset(
        self, piece: Workpiece, made: Made, policies: Policies, partition: str, hooked: str
    ) -> str:
        described = self._described(piece)
        if isinstance(piece.task.operation, Dbt) and piece.task.operation.manifest is not None:
            manifest = piece.expression(piece.task.operation.manifest)
            return decorated(
                self.sheet.needs("dagster_dbt", "dbt_assets"), [f"manifest={manifest}", partition]
            )
        settings = [partition, f"hooks={hooked}" if hooked else "", *policies.arguments]
        self.settings[piece.id] = tuple(a for a in settings if a)
        arguments = [
            f"name={string(piece.key)}" if piece.symbol != piece.key else "",
            *self._key(piece),
            self._ins(piece),
            self._deps(piece),
            *described,
            partition,
            "output_required=False" if made.outputs[0].optional else "",
            f"hooks={hooked}" if hooked else "",
            *policies.arguments,
        ]
        return decorated(self.sheet.dagster("asset"), arguments)

    def _key(self, piece: Workpiece) -> list[str]:
        asset = self._made_by(piece)
        if asset is not None and (len(asset.key) > 1 or self.design.shared):
            # Other pipelines know it by its own key.
            before = list(asset.key[:-1])
            return [f"key_prefix={self.sheet.value(before)}"] if before else []
        return (
            [f"key_prefix={string(self.design.prefix)}"]
            if self.design.prefix and self.design.shared
            else []
        )

    def _full_key(self, id: str) -> list[str]:
        piece = Workpiece(self.design.facts.tasks[id], self.design, self.sheet)
        asset = self._made_by(piece)
        if asset is not None and (len(asset.key) > 1 or self.design.shared):
            return [*asset.key[:-1], self.design.keys[id]]
        return (
            [self.design.prefix, self.design.keys[id]]
            if self.design.prefix and self.design.shared
            else [self.design.keys[id]]
        )

    def _made_by(self, piece: Workpiece) -> Asset | None:
        return self.design.facts.asset_of(piece.task)

    def _ins(self, piece: Workpiece) -> str:
        """The assets behind parameters that are not called like them."""
        entries = []
        for name, given in piece.inputs.items():
            for source in given.sources:
                self.edges.add((source.task, piece.id))
                key = self._full_key(source.task)
                if key != [name]:
                    shown = string(key[0]) if len(key) == 1 else self.sheet.value(key)
                    entries.append(f'"{name}": {self.sheet.dagster("AssetIn")}({shown})')
        return f"ins={{{', '.join(entries)}}}" if entries else ""

    def _deps(self, piece: Workpiece) -> str:
        taken = {s.task for given in piece.inputs.values() for s in given.sources}
        waiting = [u for u in self._upstream(piece.id) if u not in taken]
        self.edges |= {(u, piece.id) for u in waiting}
        given = named(waiting, self.loops, self.design)
        given += [
            self._asset_symbol(asset) for asset in piece.task.consumes if not self._makes(asset)
        ]
        view = self.sheet.view(piece.task, f"task {piece.id}", self.design.pipeline.id)
        view.use(*type(piece.task).model_fields)
        return f"deps=[{', '.join(given)}]" if given else ""

    def _makes(self, asset: str) -> bool:
        return any(asset in task.publishes for task in self.design.facts.tasks.values())

    def _upstream(self, id: str) -> list[str]:
        """What a task waits for, anchors replaced by what they wait for; a check waits for its asset by itself."""
        found: list[str] = []
        for upstream in self.design.facts.graph.upstream[id]:
            if upstream in self.design.contracted:
                found += self._upstream(upstream)
            elif (
                not isinstance(self.design.facts.tasks[upstream].operation, Check)
                and upstream not in self.design.tiers.hooks
            ):
                found.append(upstream)
        return list(dict.fromkeys(found))

    def _described(self, piece: Workpiece) -> list[str]:
        """Group, kinds, metadata and description."""
        asset = self._made_by(piece)
        group = piece.task.group[0] if piece.task.group else None
        if asset is None:
            return [f"group_name={string(dagster_name(group))}"] if group else []
        view = self.sheet.view(asset, f"asset {asset.id}", self.design.pipeline.id)
        view.use("key", "uri", "group", "kinds", "metadata", "description", "symbol", "extras")
        self.sheet.described.add(asset.id)
        metadata = [
            f"{string(name)}: {piece.expression(value)}" for name, value in asset.metadata.items()
        ]
        if asset.uri is not None:
            metadata.insert(0, f'"dagster/uri": {self.sheet.value(asset.uri)}')
        function = self.design.facts.function(piece.task)
        doc = function.doc if function is not None else None
        return [
            f"group_name={string(asset.group)}" if asset.group else "",
            f"kinds={self.sheet.value(set(asset.kinds))}" if asset.kinds else "",
            f"metadata={{{', '.join(metadata)}}}" if metadata else "",
            f"description={string(asset.description)}"
            if asset.description and asset.description != doc
            else "",
        ]

    def _job(self, partition: str, everywhere: list[str]) -> tuple[str, ...]:
        design, sheet = self.design, self.sheet
        from polydag.backends.dagster.hooks import Hooks

        made = [i for i in self.made if not isinstance(design.facts.tasks[i].operation, Check)]
        symbols = named(made, self.loops, design)
        # Dagster takes an empty list for a mistake.
        chosen = (
            f"[{', '.join(symbols)}]" if symbols else f"{sheet.dagster('AssetSelection')}.assets()"
        )
        if design.prefix:
            example = next(
                (key for key in design.keys.values() if key in GENERIC),
                symbols[0] if symbols else "",
            )
            sheet.tell(
                KeyPrefix(prefix=design.prefix, example=example, **place_of(design.pipeline.id))
            )
            # Beside other pipelines an asset that the source names has the key of its name; a module that is loaded as a whole
            # gives its prefix to all of them.
            publishes = any(design.facts.tasks[id].publishes for id in self.made)
            if not (design.shared and publishes):
                selection = sheet.dagster("AssetSelection")
                chosen = f"{selection}.key_prefixes({string(design.prefix)})"
        common = common_arguments(design, sheet, Hooks(everywhere=everywhere))
        doc = design.pipeline.doc
        if isinstance(doc, str) and doc and not any(a.startswith("description=") for a in common):
            common.insert(0, f"description={string(doc)}")
        elif doc and doc != design.pipeline.description:
            reason = "an asset job has one description"
            sheet.tell(
                AttributeDropped(
                    attribute=stated("doc", doc),
                    owner=design.pipeline.id,
                    reason=reason,
                    **place_of(design.pipeline.id),
                )
            )
        arguments = [string(design.name), f"selection={chosen}", *common, partition]
        call = f"{sheet.dagster('define_asset_job')}({', '.join(a for a in arguments if a)})"
        comments = [
            *sheet.notes(design.pipeline.id),
            *(
                note
                for id in sorted(design.contracted)
                for note in sheet.notes(design.pipeline.id, id)
            ),
            *(design.pipeline.comment.split("\n") if design.pipeline.comment else []),
        ]
        return ("\n".join([*comments, f"{design.symbol} = {call}"]),)

    def _plan(self) -> PipelinePlan:
        design = self.design
        graph = design.facts.graph
        wanted = {(up, id) for id in design.facts.tasks for up in graph.upstream[id]}
        native = self.edges
        return PipelinePlan(
            id=design.pipeline.id,
            address=design.name,
            placements={id: self._placement(id) for id in design.facts.tasks},
            edges=frozenset(native),
            emulated=frozenset(wanted - native),
            explanation=f"assets: {design.choice.reason}",
        )

    def _placement(self, id: str) -> Placement:
        design = self.design
        if id in design.tiers.hooks:
            return Placement(how="hook", address=f"hook:{design.symbols[id]}")
        if id in design.contracted:
            return Placement(how="inlined")
        made = self.made[id]
        operation = design.facts.tasks[id].operation
        if isinstance(operation, Check):
            key = next(
                (
                    self._full_key(i)
                    for i, t in design.facts.tasks.items()
                    if operation.asset in (i, *t.publishes)
                ),
                [operation.asset],
            )
            return Placement(
                how="check",
                address=f"check:{'/'.join(self._prefixed(key))}:{design.keys[id]}",
                function=made.function,
            )
        if isinstance(operation, Dbt) and operation.manifest is not None:
            return Placement(address=design.symbols[id])
        path = "/".join(self._prefixed(self._full_key(id)))
        how = "glue" if self.design.facts.tasks[id].role == "glue" else "task"
        return Placement(
            how=how,
            address=f"asset:{path}",
            function=made.function,
            packing=made.packing,
            outputs=made.inside or ("result",),
        )

    def _prefixed(self, key: list[str]) -> list[str]:
        """The key as the loader prefixes it, where one pipeline is the whole module."""
        return [self.design.prefix, *key] if self.design.prefix and not self.design.shared else key

    def _resources(self) -> tuple[tuple[str, str], ...]:
        found = [(key, text) for text, key in self.sheet.dbt.items()]
        if self.design.shared_parameters and any("params" in p.needs for p in self.pieces.values()):
            found.append((self.design.params_key, parameters_resource(self.design, self.sheet)))
        return tuple(found)
