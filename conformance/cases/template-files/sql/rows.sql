select '{{ params.region }}'
  from {{ ti.task_id }}
