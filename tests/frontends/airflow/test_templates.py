"""Templates are lowered to Python that gives what Jinja itself renders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import jinja2
import pytest

from polydag.frontends.airflow.template_parts import Known
from polydag.frontends.airflow.templates import Template, parse
from polydag.ir.values import (
    Code,
    Constant,
    ContextOf,
    Items,
    Lookup,
    OutputOf,
    ParameterOf,
    Text,
    Value,
)

WHEN = datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
FACTS: dict[str, object] = {
    "ds": "2024-02-03",
    "ds_nodash": "20240203",
    "ts": WHEN.isoformat(),
    "logical_date": WHEN,
    "data_interval_start": WHEN,
    "data_interval_end": WHEN + timedelta(days=1),
    "run_id": "manual",
    "task_id": "load",
    "pipeline": "etl",
}
PARAMS: dict[str, object] = {
    "full": False,
    "n": "7",
    "name": "it's <Ann>",
    "tables": ["a", "b"],
    "rows": [{"id": 1, "to": "x"}, {"id": 2, "to": "y"}],
}
OUTPUTS = {"extract": {"rows": [3, 4], "who": "Bo"}, "group.text": "word"}
FILES = {
    "head.sql": "-- {{ ds }} {{ params.name | e }}",
    "words.sql": "{% macro word(text) %}<{{ text }}>{% endmacro %}",
}
VARIABLES = {"plain": "p", "cfg": '{"bucket": "b1"}'}
CONNECTION = SimpleNamespace(host="h", extra='{"role": "r"}', extra_dejson={"role": "r"})


class _Variables(dict[str, object]):
    def __getattr__(self, name: str) -> object:
        return self[name]


def _pull(task_ids: object, key: str = "return_value") -> object:
    if isinstance(task_ids, list):
        return [OUTPUTS[task] for task in task_ids]
    return OUTPUTS[str(task_ids)]


def _rendered(text: str) -> str:
    """What Airflow's environment makes of it."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, loader=jinja2.DictLoader(FILES)
    )
    environment.filters |= {
        "ds": lambda date: date.strftime("%Y-%m-%d"),
        "ts_nodash": lambda date: date.strftime("%Y%m%dT%H%M%S"),
        "loud": lambda text: f"{text}!",
    }
    macros = SimpleNamespace(
        ds_add=lambda ds, days: str((datetime.fromisoformat(ds) + timedelta(days=days)).date()),
        ds_format=lambda ds, old, new: datetime.strptime(ds, old).strftime(new),
        timedelta=timedelta,
        datetime=datetime,
    )
    ti = SimpleNamespace(xcom_pull=_pull, task_id="load", dag_id="etl")
    return environment.from_string(text).render(
        **FACTS,
        params=PARAMS,
        macros=macros,
        ti=ti,
        task_instance=ti,
        dag_run=SimpleNamespace(logical_date=WHEN, run_id="manual", conf={"x": "given"}),
        var=SimpleNamespace(value=_Variables(VARIABLES), json=_Variables(cfg={"bucket": "b1"})),
        conn=SimpleNamespace(pg=CONNECTION),
        shout=lambda text: text.upper(),
        env="prod",
    )


def _value(value: Value, names: dict[str, object]) -> object:
    match value:
        case Constant(value=plain):
            return plain
        case ContextOf(key=key):
            return FACTS[key]
        case ParameterOf(name="x"):
            return "given"
        case ParameterOf(name=name):
            return PARAMS.get(name)
        case OutputOf(task=task, path=path):
            found: object = OUTPUTS[task]
            for step in path:
                found = found[step]  # type: ignore[index]  # the test's own nested data
            return found
        case Items(items=items):
            return [_value(item, names) for item in items]
        case Lookup(what="variable", name=name):
            return VARIABLES[name]
        case Lookup(field=field):
            return getattr(CONNECTION, field or "")
        case Text(parts=parts):
            return "".join(str(_value(part, names)) for part in parts)
        case Code(text=text, reads=reads):
            given = {name: _value(read, names) for name, read in reads.items()}
            return eval(text, {**names, **given})
    raise AssertionError(value)


KNOWN = Known(
    macros={"shout": Code(text="shout", names=("shout",)), "env": Constant(value="prod")},
    filters={"loud": Code(text="loud", names=("loud",))},
    asked=tuple(PARAMS),
    load=FILES.get,
)


def _computed(text: str, known: Known = KNOWN) -> str:
    return str(_evaluated(parse(text, known)))


def _evaluated(template: Template) -> object:
    assert template.value is not None, template.unread
    names: dict[str, object] = {"shout": lambda t: t.upper(), "loud": lambda t: f"{t}!"}
    exec("import jinja2\n" + "\n".join(template.imports.values()), names)
    return _value(template.value, names)


@pytest.mark.parametrize(
    "text",
    [
        "a {{ ds }} b {{ run_id }}",
        "{{ dag_run.logical_date.strftime('%A').lower() }}",
        "{{ ti.xcom_pull(task_ids='extract')['rows'][1] }} {{ ti.xcom_pull('extract').who }}",
        "{{ task_instance.xcom_pull('group.text') | upper | replace('W', 'w') }}",
        "{{ ti.xcom_pull(task_ids=['group.text', 'extract'])[0] }}",
        "{{ ti.xcom_pull('extract').rows | tojson }} {{ params.name | tojson }}",
        "{{ macros.ds_add(ds, -7) }} {{ macros.ds_format(ds, '%Y-%m-%d', '%d.%m.') }}",
        "{{ (logical_date - macros.timedelta(days=1)) | ds }} {{ data_interval_end | ts_nodash }}",
        "{{ (data_interval_end - data_interval_start).days }} {{ logical_date.month + 1 }}",
        "{{ var.value.plain }}/{{ var.json.cfg.bucket }}/{{ conn.pg.host }}/{{ conn.pg.extra_dejson.role }}",
        "{% if params.full %}all{% elif params.n | int > 5 %}'some' {{ ds }}{% else %}none{% endif %}.",
        "{% for t in params.tables %}drop {{ t }};{% endfor %}{{ params.tables | join(', ') }}",
        "{% for r in params.rows if r.id > 1 %}{{ r.id }}={{ r['to'] }}\n{% endfor %}",
        "{% set day = ds[:7] %}{{ day }}-{{ day ~ '!' }}",
        "{{ params.tables | length }} {{ params.tables | first }} {{ params.tables[-1] }} {{ 7 // 2 }} {{ -2 }}",
        "{{ 'a' if params.full else 'b' }} {{ params.full or 'c' }} {{ 'a' in params.tables }} {{ not params.full }}",
        "{{ shout(ds) }} {{ env }} {{ 'x' | loud }} {{ ti.task_id }} {{ '%s-%s' | format(1, ds) }}",
        "{{ dag_run.conf['x'] }} {{ dag_run.conf.get('x', 'y') }} {{ params.n | default('0') }}",
        "{{ ti.xcom_pull('extract').none | default('nothing') }} {{ params.rows[0].to is defined }}",
        "{# said #}x{{ '{{' }}{% raw %}{{ y }}{% endraw %}{{- ds -}}  z",
        "{{ range(3) | sum }} {{ [1, 2] | list }} {{ {'a': ds}['a'] }} {{ params.n is string }}",
    ],
)
def test_what_a_template_is_lowered_to_gives_what_jinja_renders(text: str) -> None:
    assert _computed(text) == _rendered(text)


@pytest.mark.parametrize(
    "text",
    [
        "{% for t in params.tables %}{% if loop.first %}first {% endif %}{{ t }}{{ loop.index }} {{ ds }}{% endfor %}",
        "{% macro hi(n) %}hi {{ n | loud }} {{ env }}{% endmacro %}{{ hi('x') }} {{ shout('a') | loud }}",
        "{% for t in params.tables %}{% set x = t ~ ds %}{{ x }};{% else %}none{% endfor %}",
        "{% filter upper %}a {{ ti.xcom_pull(task_ids='extract')['who'] }}{% endfilter %} {{ ti.task_id }}",
        "{{ params.rows | map(attribute='to') | join(',') }} {{ params['tables'] | groupby(0) | length }}",
        "{% for t in params %}{{ params[t] | pprint }}{{ loop.last }}{% endfor %}",
        "{% set total = namespace(n=0) %}{% for n in range(3) %}{% set total.n = total.n + n %}{% endfor %}{{ total.n }}",
        "{{ ds | wordcount }} {{ dag_run.conf.get('x', 'y') }} {{ dag_run.conf['z'] | default('none') }}",
        "{{ macros.ds_add(ds, 3) | wordcount }} {{ macros.ds_add(ds, 3) }} {{ logical_date | ds | center(20) }}",
        "{% for n in range(2) %}{{ macros.ds_add(ds, n) }} {{ macros.timedelta(days=n).days }}{{ loop.index }}{% endfor %}",
        "{{ var.json.cfg.bucket | center(9) }}{{ var.value.plain }}{{ conn.pg.host }}{{ conn.pg.extra_dejson.role }}",
        "{{ data_interval_end.strftime('%d') | indent }} {{ logical_date.date() }} {{ ti.xcom_pull('group.text') }}",
        "{%- include 'head.sql' -%} {{ run_id }}{% from 'words.sql' import word %}{{ word('a') }}",
        "one\n  {%- for t in params.tables %}\n  two {{ t }} {{ loop.index0 }}\n{%- endfor %}\nand 'one' and \"more\"\n",
    ],
)  # fmt: skip
def test_what_no_expression_says_is_rendered_by_jinja_when_the_task_runs(text: str) -> None:
    template = parse(text, KNOWN)
    assert isinstance(template.value, Code)
    assert template.rendered
    assert template.value.template == text
    assert _computed(text) == _rendered(text)


LENIENT = Code(text="jinja2.Undefined", names=("jinja2",))


@pytest.mark.parametrize(
    ("text", "rendered", "options"),
    [
        ("<< ds >> {{ ds }}\n", "2024-02-03 {{ ds }}\n",
         {"variable_start_string": "<<", "variable_end_string": ">>", "keep_trailing_newline": True}),
        ("{{ params.rows[0].nothing }}{% do [].append(1) %}.", ".", {"undefined": LENIENT}),
        ("{% if 1 %}\na{{ ds | loud }}\n{% endif %}\nb", "a2024-02-03!\nb", {"trim_blocks": True}),
    ],
)  # fmt: skip
def test_the_options_of_the_dag_are_those_of_the_environment_that_renders(
    text: str, rendered: str, options: dict[str, object]
) -> None:
    stated = {k: v if isinstance(v, Code) else Constant(value=v) for k, v in options.items()}
    assert _computed(text, replace(KNOWN, options=stated)) == rendered


def test_a_native_template_of_several_parts_gives_what_its_text_means() -> None:
    template = parse("[{{ params.n }}, {{ params.tables | length }}]", KNOWN, native=True)
    assert _evaluated(template) == [7, 2]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ execution_date.subtract(hours=3).format('YYYY/MM/DD HH:mm') }}",
         "(logical_date - timedelta(hours=3)).strftime('%Y/%m/%d %H:%M')"),
        ("{{ logical_date.in_timezone('Europe/Berlin') | ds }}",
         "logical_date.astimezone(ZoneInfo('Europe/Berlin')).strftime('%Y-%m-%d')"),
        ("{{ logical_date.start_of('month').to_date_string() }}",
         "logical_date.replace(day=1, hour=0, minute=0, second=0, microsecond=0).strftime('%Y-%m-%d')"),
        ("{{ task_instance_key_str }}", "f'{pipeline}__{task_id}__{ds_nodash}'"),
        ("{{ macros.uuid.uuid4() }}", "uuid.uuid4()"),
    ],
)  # fmt: skip
def test_methods_of_pendulum_and_macros_have_plain_python_for_them(text: str, code: str) -> None:
    value = parse(text).value
    assert isinstance(value, Text | Code)
    [found] = value.parts if isinstance(value, Text) else [value]
    assert isinstance(found, Code)
    assert found.text == code


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{{ inlet_events['x'] }}", "inlet_events"),
        ("{{ ti.xcom_push(key='a', value=1) }}", "ti.xcom_push(…)"),
        ("{{ ti.xcom_pull(key='a') }}", "ti.xcom_pull without task_ids"),
        ("{{ dag.owner }}", "dag.owner"),
        ("{{ own(ds) }}", "own(…)"),
        ("{{ ds | unheard }}", "| unheard"),
        ("{{ ds is unheard }}", "is unheard"),
        (
            "{% for t in params.tables %}{{ var.value[t] }}{{ loop.index }}{% endfor %}",
            "t",
        ),
        ("{% set d = logical_date %}{% set e = d.subtract(days=1) %}{{ e | pprint }}", ".subtract"),
        ("{% include name %}{% set name = 'a' %}", "{% include %} of a name that is computed"),
        ("{% include 'missing.sql' %}", "{% include 'missing.sql' %}"),
        ("{{ logical_date.diff_for_humans() }}", "logical_date.diff_for_humans(…)"),
        ("{{ ds", "unexpected end of template, expected 'end of print statement'."),
    ],
)
def test_what_has_no_neutral_meaning_is_named(text: str, part: str) -> None:
    template = parse(text)
    assert template.value is None
    assert template.unread == part


def test_a_name_that_the_module_has_already_is_left_to_it() -> None:
    template = parse("{{ macros.timedelta(days=1) }}", Known(taken={"timedelta": "own.timedelta"}))
    assert template.imports == {"timedelta_": "from datetime import timedelta as timedelta_"}


def test_the_template_is_kept_for_airflow_in_words_that_every_version_knows() -> None:
    value = parse("{{ execution_date.year }}").value
    assert isinstance(value, Text)
    [code] = value.parts
    assert isinstance(code, Code)
    assert code.template == "{{ logical_date.year }}"


def test_a_native_template_that_is_one_expression_gives_the_expression() -> None:
    assert parse("{{ ti.xcom_pull('a') }}", native=True).value == OutputOf(task="a")
    assert isinstance(parse("x{{ ds }}", native=True).value, Text)
