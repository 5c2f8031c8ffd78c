from dagster import ConfigurableResource, asset


class Api(ConfigurableResource):
    url: str


@asset
def rows(api: Api):
    return api.url
