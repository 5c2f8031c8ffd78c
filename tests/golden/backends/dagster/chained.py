from dagster import AssetsDefinition, Definitions, RetryPolicy, asset, define_asset_job

RETRIES = RetryPolicy(max_retries=1, delay=60)


@asset
def prepare():
    print("prepare")


def read_region(region):
    print("read_region")


def write_region(region):
    print("write_region")


def each_region(region: str, after: list[AssetsDefinition]) -> list[AssetsDefinition]:
    @asset(name=f"read_{region.replace('-', '_')}", deps=after, retry_policy=RETRIES)
    def read_region_asset():
        return read_region(region=region)

    @asset(name=f"write_{region.replace('-', '_')}", deps=[read_region_asset])
    def write_region_asset():
        return write_region(region=region)

    return [read_region_asset, write_region_asset]


each_region_assets: list[AssetsDefinition] = []
for region in ["us-east", "eu"]:
    each_region_assets += each_region(
        region, after=each_region_assets[-1:] or [prepare]
    )


@asset(deps=[each_region_assets[-1]])
def close_day():
    print("close_day")


chained = define_asset_job(
    "chained", selection=[*each_region_assets, prepare, close_day]
)

defs = Definitions(assets=[*each_region_assets, prepare, close_day], jobs=[chained])
# told: DGW001 `chained` is written as assets: data passes between tasks that all must succeed
