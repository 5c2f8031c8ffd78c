from dagster import asset, AssetExecutionContext
import polars as pl

@asset
def raw_orders(context: AssetExecutionContext):
    """Extract raw orders from source system"""
    df = pl.read_csv('s3://bucket/raw/orders.csv')
    context.log.info(f"Extracted {len(df)} orders")
    return df

@asset
def clean_orders(context: AssetExecutionContext, raw_orders: pl.DataFrame):
    """Clean and standardize order data"""
    df = raw_orders.filter(pl.col('order_id').is_not_null())
    context.log.info(f"Cleaned {len(df)} orders")
    return df

@asset
def order_metrics(context: AssetExecutionContext, clean_orders: pl.DataFrame):
    """Calculate order-level metrics"""
    df = clean_orders.group_by('customer_id').agg([
        pl.col('order_amount').sum().alias('total_spent'),
        pl.col('order_id').count().alias('order_count')
    ])
    return df
