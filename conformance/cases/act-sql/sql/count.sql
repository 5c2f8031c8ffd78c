select count(*) from orders
where region = '{{ params.region }}'
