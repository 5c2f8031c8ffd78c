"""Conditions, loops and handlers around tasks."""

from __future__ import annotations

from collections.abc import Callable

from polydag.ir.operations import Call, Choose
from polydag.ir.tasks import Family, Handler
from polydag.ir.values import Code, FamilyOutput, OutputOf, Text, VariableOf, walk
from tests.frontends.prefect.conftest import Read

Reader = Callable[[str], Read]


def choice(read: Read, task: str) -> Choose:
    operation = read.tasks[task].operation
    assert isinstance(operation, Choose)
    return operation


def test_an_if_is_a_choice_and_what_follows_joins(read: Reader) -> None:
    found = read(
        """
        @flow
        def main():
            x = one()
            if x > 1:
                two(x)
                done()
            else:
                two(3)
            done()
        """
    )
    chosen = choice(found, "should_two")
    assert chosen.condition == Code(text="x > 1", reads={"x": OutputOf(task="one")})
    assert chosen.labels == {"true": ("two",), "false": ("two__1",)}
    assert found.upstream["done"] == {"two"}
    assert found.upstream["done__1"] == {"done", "two__1"}
    assert (found.tasks["done"].rule, found.tasks["done__1"].rule) == ("all_success", "none_failed")
    assert found.tasks["should_two"].role == "glue"


def test_without_else_what_follows_comes_after_the_choice_too(read: Reader) -> None:
    found = read("@flow\ndef main():\n    if one():\n        done()\n    one()\n")
    assert found.upstream["one__1"] == {"should_done", "done"}
    assert choice(found, "should_done").labels == {"true": ("done",), "false": ()}


def test_an_early_return_guards_the_rest(read: Reader) -> None:
    found = read(
        "@flow\ndef main():\n    x = one()\n    if not x:\n        return\n    two(x)\n    done()\n"
    )
    assert choice(found, "should_go_on").labels == {"true": (), "false": ("two",)}
    assert found.upstream["done"] == {"two"}
    assert found.codes == []


def test_a_task_with_another_rule_is_skipped_by_its_own_choice(read: Reader) -> None:
    found = read(
        """
        @flow
        def main():
            x = one()
            if x > 1:
                if x > 2:
                    done()
                two(x)
        """
    )
    assert "two" in choice(found, "should_should_done").labels["true"]


def test_if_raise_is_a_task_that_raises(read: Reader) -> None:
    found = read(
        "@flow\ndef main():\n    x = one()\n    if x < 0:\n        raise ValueError(x)\n    two(x)\n"
    )
    assert (
        found.module.functions["check"].text
        == "def check(x):\n    if x < 0:\n        raise ValueError(x)"
    )
    assert found.upstream["two"] == {"one", "check"}


def test_a_loop_over_constants_is_a_family(read: Reader) -> None:
    found = read(
        "@flow\ndef main():\n    for name in ['a', 'b']:\n        x = one(name)\n        two(x)\n    done()\n"
    )
    [family, after] = found.pipeline.nodes
    assert isinstance(family, Family)
    assert [[task.id for task in instance] for instance in family.instances] == [
        ["one_a", "two_a"],
        ["one_b", "two_b"],
    ]
    assert family.ids["one"].text == 'f"one_{name}"'
    first, second = (member.operation for member in family.members)
    assert isinstance(first, Call)
    assert isinstance(second, Call)
    assert first.arguments == {"x": VariableOf(name="name")}
    assert second.arguments == {"x": OutputOf(task="one")}
    assert (family.order, after.id) == ("chain", "done")
    assert found.upstream["one_b"] == {"two_a"}


def test_a_list_of_all_results_is_the_familys(read: Reader) -> None:
    found = read("@flow\ndef main():\n    two([one(k) for k in (1, 2)])\n")
    operation = found.tasks["two"].operation
    assert isinstance(operation, Call)
    assert isinstance(operation.arguments["x"], FamilyOutput)


def test_a_loop_over_a_result_is_a_mapping_that_stops(read: Reader) -> None:
    found = read(
        """
        @flow
        def main():
            found = []
            for row in rows():
                found.append(two(row, y=3))
            one(sum(found))
        """
    )
    mapping = found.tasks["two"].mapping
    assert mapping is not None
    assert (mapping.over, mapping.limit, mapping.stop_on_failure) == (
        {"x": OutputOf(task="rows")},
        1,
        True,
    )
    assert found.tasks["one"].rule == "none_failed"
    assert found.upstream["one"] == {"two", "rows"}


def test_map_takes_whole_collections_but_for_what_is_unmapped(read: Reader) -> None:
    found = read(
        "@flow\ndef main():\n    xs = two.map(rows(), y=unmapped([7])).result()\n    one(xs)\n"
    )
    task = found.tasks["two"]
    assert task.mapping is not None
    assert set(task.mapping.over) == {"x"}
    assert (task.mapping.limit, task.mapping.stop_on_failure) == (None, False)


def test_an_element_may_be_computed(read: Reader) -> None:
    found = read(
        """
        @flow
        def main():
            futures = [one.submit(r['id']) for r in rows()]
            one([f.result() for f in futures])
        """
    )
    mapping = found.tasks["one"].mapping
    assert mapping is not None
    [over] = mapping.over.values()
    assert isinstance(over, Code)
    assert over.text == "[r['id'] for r in items]"
    operation = found.tasks["one__1"].operation
    assert isinstance(operation, Call)
    assert operation.arguments == {"x": OutputOf(task="one")}


def test_a_handler_is_a_node(read: Reader) -> None:
    found = read(
        """
        @flow
        def main():
            try:
                one()
            except Exception as error:
                two(f"failed: {error}")
            done()
        """
    )
    [handler] = [node for node in found.pipeline.nodes if isinstance(node, Handler)]
    assert (handler.tries, handler.body, handler.binds, handler.reraise) == (
        ("one",),
        ("two",),
        "error",
        False,
    )
    operation = found.tasks["two"].operation
    assert isinstance(operation, Call)
    assert isinstance(operation.arguments["x"], Text)
    assert VariableOf(name="error") in list(walk(operation.arguments["x"]))
    assert [(edge.upstream, edge.downstream) for edge in found.pipeline.edges] == [
        ("try_one", "done")
    ]
    assert found.pipeline.listed == ("two", "done")


def test_a_handler_that_raises_keeps_the_failure(read: Reader) -> None:
    found = read(
        """
        @flow
        def main():
            try:
                one()
            except Exception:
                done()
                raise
            two(1)
        """
    )
    [handler] = [node for node in found.pipeline.nodes if isinstance(node, Handler)]
    assert (handler.reraise, found.pipeline.outcome, found.upstream["two"]) == (
        True,
        "any",
        {"one"},
    )


def test_a_finally_runs_if_the_program_came_to_it(read: Reader) -> None:
    found = read(
        "@flow\ndef main():\n    x = one()\n    try:\n        two(x)\n    finally:\n        done()\n    one()\n"
    )
    assert (found.tasks["done"].rule, found.upstream["done"]) == (
        "all_done_min_one_success",
        {"one", "two"},
    )
    assert found.upstream["one__1"] == {"two", "done"}


def test_a_while_on_a_result_is_told(read: Reader) -> None:
    assert "IR418" in read("@flow\ndef main():\n    while not one():\n        done()\n").codes


def test_behind_a_try_a_variable_is_what_the_try_made_and_that_is_told(read: Reader) -> None:
    found = read(
        """
        @flow
        def main():
            try:
                x = one()
            except Exception:
                x = two(1)
            done(x)
        """
    )
    operation = found.tasks["done"].operation
    assert isinstance(operation, Call)
    assert found.codes[0] == "PFR401"
    assert "two" not in found.upstream["done"]


def test_a_constant_that_a_handler_changes_is_told_only_where_it_is_read(read: Reader) -> None:
    text = """
        @flow
        def main():
            state = "well"
            try:
                one()
            except Exception:
                state = "ill"
            two({0})
        """
    assert read(text.replace("{0}", "state")).codes == ["PFR401"]
    assert read(text.replace("{0}", "1")).codes == []


def test_a_handler_that_returns_is_told(read: Reader) -> None:
    found = read(
        """
        @flow
        def main():
            try:
                one()
            except Exception:
                two(1)
                return
            done()
        """
    )
    assert found.codes == ["PFR402"]


def test_trying_again_in_a_loop_is_told(read: Reader) -> None:
    found = read(
        """
        @flow
        def main():
            while True:
                try:
                    one()
                    break
                except Exception:
                    two(1)
            done()
        """
    )
    assert "PFR402" in found.codes


def test_a_name_put_into_a_longer_expression_keeps_its_own_value(read: Reader) -> None:
    found = read(
        """
        @flow
        def main(given: str | None = None):
            listed = [given] if given else list(MORE)
            wanted = one() if given is None or "one" in listed else None
            two(wanted)
        """
    )
    assert found.codes == []
