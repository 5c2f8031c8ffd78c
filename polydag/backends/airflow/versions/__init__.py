"""What the versions of Airflow spell differently, or lack."""
