"""A stub's value has the parts that the building code reads of it."""

from __future__ import annotations

from polydag.ir.values import Code
from tests.runs.reference.pipelines import call, function, mapped, module, out, pipeline, ran


def test_keys_and_positions_that_are_read_exist_in_the_annotated_type() -> None:
    p = pipeline(call("extract"), call("show", key=out("extract", "result", "rows", 1, "id")))
    show = function("def show(key):\n    ...", parameters=[{"name": "key", "annotation": "str"}])
    record = ran(module(p, [show]))
    assert isinstance(record.tasks[1].inputs["key"], str)
    assert record.tasks[0].outputs["result"]["rows"][0] is None  # type: ignore[index,call-overload]  # that is the claim


def test_an_expression_can_compute_with_what_it_reads() -> None:
    code = Code(text="data['n'] + data['m'][0]", reads={"data": out("extract")})
    record = ran(pipeline(call("extract"), call("show", total=code)))
    assert isinstance(record.tasks[1].inputs["total"], int)


def test_a_part_that_is_mapped_over_is_a_list() -> None:
    p = pipeline(call("extract"), mapped(call("load"), path=out("extract", "result", "paths")))
    assert [t.map_index for t in ran(p).tasks] == [None, 0, 1]


def test_a_scenario_s_own_value_wins() -> None:
    p = pipeline(call("extract"), call("show", key=out("extract", "result", "id")))
    assert ran(p, values={"extract": {"id": 7}}).tasks[1].inputs == {"key": 7}
