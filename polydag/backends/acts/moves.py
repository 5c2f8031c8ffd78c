"""Rows and files that move between a database, a host and a cloud."""

from __future__ import annotations

from polydag.backends.acts.cloud import aws
from polydag.backends.acts.hosts import fabric_connection
from polydag.backends.acts.recipes import Acting, Done, done
from polydag.backends.acts.sql import engine, statement
from polydag.ir.values import Constant
from polydag.rendering.strings import fstring_text

_STORAGE = "google-cloud-storage"
# Text, and expressions inside of it.
Parts = list[str | tuple[str]]


@done("gcs.from_postgres", "gcs.from_mysql")
def query_to_gcs(acting: Acting) -> Done:
    """The rows of a query, which become an object of a bucket: a line of JSON each, or CSV with a header."""
    acting.packages.setdefault(_STORAGE)
    bound, execute = statement(acting)
    bound += [row for name in ("bucket", "filename") for row in acting.bound(name)]
    rows = [
        *bound,
        f"with {engine(acting)}.connect() as connection:",
        f"    result = {execute}",
        "    names, rows = list(result.keys()), result.fetchall()",
    ]
    is_csv = acting.constant("export_format") == "csv"
    if acting.constant("export_format") in ("csv", "json"):
        acting.value("export_format")
    if is_csv:
        delimiter = acting.take("field_delimiter")
        option = f", delimiter={delimiter}" if delimiter is not None else ""
        rows += [
            f"body = {acting.needs('io', '')}.StringIO()",
            f"table = {acting.needs('csv', '')}.writer(body{option})",
            "table.writerow(names)",
            "table.writerows(rows)",
        ]
    else:
        line = f"{acting.needs('json', '')}.dumps(dict(zip(names, row)), default=str)"
        rows.append(f'body = "".join({line} + "\\n" for row in rows)')
    kind = ', content_type="text/csv"' if is_csv else ', content_type="application/json"'
    client = f"{acting.needs('google.cloud', 'storage')}.Client()"
    # As Airflow, which puts the number of the file there, and makes none without rows.
    upload = f"upload_from_string({'body.getvalue()' if is_csv else 'body'}{kind})"
    write = f"{client}.bucket(bucket).blob(filename.format(0)).{upload}"
    writes = [write] if acting.is_true("write_on_empty") else ["if rows:", f"    {write}"]
    if acting.is_false("write_on_empty"):
        acting.value("write_on_empty")
    return Done((*rows, *writes), "SQLAlchemy and google-cloud-storage")


@done("snowflake.load")
def snowflake_load(acting: Acting) -> Done:
    """Files of a stage that are copied into a table of Snowflake."""
    acting.packages.setdefault("snowflake-sqlalchemy")
    given = acting.operation.arguments
    names = ("schema", "table", "stage", "prefix", "file_format", "pattern")
    rows = [row for name in names for row in acting.bound(name)]
    columns, files = acting.known("columns_array"), acting.known("files")
    listed = f" ({', '.join(map(str, columns))})" if isinstance(columns, list) else ""
    schema: Parts = [("schema",), "."] if "schema" in given else []
    prefix: Parts = ["/", ("prefix",)] if "prefix" in given else []
    sql: Parts = ["COPY INTO ", *schema, ("table",), f"{listed} FROM @", ("stage",), *prefix]
    if isinstance(files, list):
        names_of_files = ", ".join(f"'{name}'" for name in files)
        sql.append(f" FILES=({names_of_files})")
    sql += [" FILE_FORMAT=", ("file_format",)]
    sql += [" PATTERN='", ("pattern",), "'"] if "pattern" in given else []
    for name in ("copy_options", "validation_mode"):
        value = given.get(name)
        if isinstance(value, Constant) and isinstance(value.value, str):
            acting.value(name)
            sql.append(f" {value.value}")
    rows.append(f"sql = {fstring_text(sql)}")
    opened = f"with {engine(acting)}.begin() as connection:"
    return Done((*rows, opened, "    connection.exec_driver_sql(sql)"), "SQLAlchemy")


@done("sftp.to_s3")
def sftp_to_s3(acting: Acting) -> Done:
    """A file of a host that becomes an object of S3."""
    rows = [row for name in ("sftp_path", "s3_bucket", "s3_key") for row in acting.bound(name)]
    rows += [
        f"body = {acting.needs('io', '')}.BytesIO()",
        f"{fabric_connection(acting)}.get(sftp_path, body)",
        "body.seek(0)",
        f"{aws(acting, 's3')}.upload_fileobj(body, s3_bucket, s3_key)",
    ]
    return Done(tuple(rows), "Fabric and boto3")


@done("gcs.list")
def gcs_list(acting: Acting) -> Done:
    """The names of the objects of a bucket that begin with something, or fit a pattern."""
    acting.packages.setdefault(_STORAGE)
    rows = acting.bound("bucket")
    given = ", ".join(["bucket", *acting.keywords("prefix", "delimiter", "match_glob")])
    client = f"{acting.needs('google.cloud', 'storage')}.Client()"
    found = f"[found.name for found in {client}.list_blobs({given})]"
    if not acting.is_read:
        return Done((*rows, f"print({found})"), _STORAGE)
    return Done((*rows, f"return {found}"), _STORAGE, "list[str]")


@done("gcs.delete")
def gcs_delete(acting: Acting) -> Done:
    """Objects that are deleted: some by name, or all whose name begins with something."""
    acting.packages.setdefault(_STORAGE)
    rows = [row for name in ("bucket_name", "objects", "prefix") for row in acting.bound(name)]
    rows.append(f"client = {acting.needs('google.cloud', 'storage')}.Client()")
    if "objects" in acting.operation.arguments:
        rows += ["for name in objects:", "    client.bucket(bucket_name).blob(name).delete()"]
    else:
        rows += [
            "for found in client.list_blobs(bucket_name, prefix=prefix):",
            "    found.delete()",
        ]
    return Done(tuple(rows), _STORAGE)
