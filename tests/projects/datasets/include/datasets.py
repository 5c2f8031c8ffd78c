"""The data sets that pipelines hand to each other."""

from airflow.datasets import Dataset

ORDERS = Dataset("s3://lake/orders")
CUSTOMERS = Dataset("s3://lake/customers")
REVENUE = Dataset("s3://lake/revenue")
