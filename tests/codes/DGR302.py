from dagster import ConfigurableResource, asset


class Api(ConfigurableResource):
    url: str

    def fetch(self):
        return [self.url]


@asset
def rows(api: Api):
    return api.fetch()
