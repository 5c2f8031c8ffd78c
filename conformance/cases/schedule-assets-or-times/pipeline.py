from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, dag, task

orders, stock, prices = Asset("s3://shop/orders"), Asset("s3://shop/stock"), Asset("s3://shop/prices")


@dag(
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("0 1 * * 3", timezone="UTC"), assets=orders | (stock & prices)
    )
)
def scheduled():
    @task
    def one():
        return 1

    one()


scheduled()
