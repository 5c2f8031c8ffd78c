select sum(number) as total from {{ ref('numbers') }}
