from dagster import MetadataValue, asset


@asset
def rows():
    return MetadataValue.md("one")
