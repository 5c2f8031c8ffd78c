select 1 as number union all select 2 as number
