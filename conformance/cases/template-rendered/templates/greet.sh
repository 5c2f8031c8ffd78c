{%- from "words.sh" import word -%}
{% for table in params.tables %}{% set label = loop.index ~ table %}
echo {{ word(label, 2) | loud | replace("<", "[") | replace(">", "]") }}
{%- endfor %}
echo end {{ stage }} {{ params.tables | map("upper") | join("+") }}
