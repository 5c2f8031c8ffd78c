from dagster import asset, define_asset_job, ScheduleDefinition


@asset
def raw_orders() -> list:
    """Stands in for the team's orders."""
    return [3, 1, 2]


@asset
def clean_orders(raw_orders: list) -> list:
    """Stands in for the team's cleaning."""
    return sorted(raw_orders)


@asset
def order_metrics(clean_orders: list) -> int:
    """Stands in for the team's metrics."""
    return sum(clean_orders)


# Define job for specific assets
daily_analytics_job = define_asset_job(
    name='daily_analytics',
    selection=['raw_orders', 'clean_orders', 'order_metrics']
)

# Schedule the job
daily_schedule = ScheduleDefinition(
    job=daily_analytics_job,
    cron_schedule='0 2 * * *'  # Daily at 2 AM
)
