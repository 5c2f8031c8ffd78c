from dagster import Definitions, FilesystemIOManager, asset


@asset
def rows():
    return [1]


defs = Definitions(assets=[rows], resources={"io_manager": FilesystemIOManager(base_dir="/data")})
