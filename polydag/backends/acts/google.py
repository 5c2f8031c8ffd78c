"""Checks of BigQuery, and objects of Google Cloud Storage; credentials come from where the clients look for them."""

from __future__ import annotations

from polydag.backends.acts.checks import fitting, unless
from polydag.backends.acts.cloud import bigquery
from polydag.backends.acts.recipes import Acting, Done, done

_BIGQUERY, _STORAGE = "google-cloud-bigquery", "google-cloud-storage"


@done("bigquery.check")
def bigquery_check(acting: Acting) -> Done:
    """The first row of a query, in which everything must be true."""
    failed = "row is None or not all(row.values())"
    return Done((*_first_row(acting), *unless(failed, "the check gave {row}")), _BIGQUERY)


@done("bigquery.value_check")
def bigquery_value_check(acting: Acting) -> Done:
    """The first row of a query, in which everything must be a value, or near it."""
    failed = f"row is None or not all({fitting(acting)} for value in row.values())"
    return Done((*_first_row(acting), *unless(failed, "the check gave {row}")), _BIGQUERY)


def _first_row(acting: Acting) -> list[str]:
    # Airflow's own checks ask in legacy SQL where nothing is said.
    stated = acting.take("use_legacy_sql") or "True"
    config = f"{acting.needs('google.cloud', 'bigquery')}.QueryJobConfig(use_legacy_sql={stated})"
    return [
        *acting.bound("sql"),
        f"rows = {bigquery(acting)}.query(sql, job_config={config}).result()",
        "row = next(iter(rows), None)",
    ]


@done("gcs.extract")
def extract(acting: Acting) -> Done:
    """A table of BigQuery that becomes objects of a bucket."""
    names = ("source_project_dataset_table", "destination_cloud_storage_uris")
    rows = [row for name in names for row in acting.bound(name)]
    options = acting.keywords(
        "compression",
        "field_delimiter",
        "print_header",
        "labels",
        destination_format="export_format",
    )
    config = f"{acting.needs('google.cloud', 'bigquery')}.ExtractJobConfig({', '.join(options)})"
    given = f"source_project_dataset_table, destination_cloud_storage_uris, job_config={config}"
    return Done((*rows, f"{bigquery(acting)}.extract_table({given}).result()"), _BIGQUERY)


@done("gcs.upload")
def upload(acting: Acting) -> Done:
    """A file that becomes an object."""
    rows = [row for name in ("src", "dst", "bucket") for row in acting.bound(name)]
    given = ", ".join(["src", *acting.keywords(content_type="mime_type")])
    return Done((*rows, f"{_bucket(acting)}.blob(dst).upload_from_filename({given})"), _STORAGE)


@done("gcs.download")
def download(acting: Acting) -> Done:
    """An object that becomes a file."""
    rows = [row for name in ("bucket", "object_name", "filename") for row in acting.bound(name)]
    call = f"{_bucket(acting)}.blob(object_name).download_to_filename(filename)"
    return Done((*rows, call), _STORAGE)


@done("gcs.copy")
def copy(acting: Acting) -> Done:
    """The objects whose name begins with something (and ends with what follows a `*`), copied to another place."""
    given = acting.operation.arguments
    names = ("source_bucket", "source_object", "destination_bucket", "destination_object")
    rows = [row for name in names for row in acting.bound(name)]
    to = "destination_bucket" if "destination_bucket" in given else "source_bucket"
    named = "copied.name"
    if "destination_object" in given:
        named = "copied.name.replace(prefix, destination_object, 1)"
    acting.packages.setdefault(_STORAGE)
    moved = ["        copied.delete()"] if acting.is_true("move_object") else []
    rows += [
        f"client = {acting.needs('google.cloud', 'storage')}.Client()",
        f"places = client.bucket(source_bucket), client.bucket({to})",
        'prefix, _, suffix = source_object.partition("*")',
        "for copied in client.list_blobs(source_bucket, prefix=prefix):",
        "    if copied.name.endswith(suffix):",
        f"        places[0].copy_blob(copied, places[1], {named})",
        *moved,
    ]
    return Done(tuple(rows), _STORAGE)


def _bucket(acting: Acting) -> str:
    acting.packages.setdefault(_STORAGE)
    return f"{acting.needs('google.cloud', 'storage')}.Client().bucket(bucket)"
