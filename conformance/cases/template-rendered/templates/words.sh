{% macro word(text, times=1) %}<{{ text * times }}>{% endmacro %}
