from airflow.decorators import dag, task


@dag(schedule=None)
def quality():
    @task
    def extract():
        return {"order_id": [1], "customer_id": [7], "amount": [9.5]}

    @task
    def validate_data(df):
        # Check row count
        assert len(df) > 0, "Empty dataset"

        # Check required columns
        required_cols = ['order_id', 'customer_id', 'amount']
        assert all(col in df.columns for col in required_cols)

        # Check data types
        assert df['amount'].dtype == 'float64'

        return df

    validate_data(extract())


quality()
