from prefect import flow, task


def transform_file(file_path):
    """Stands in for the team's transformation."""
    return file_path.upper()


@task
def process_file(file_path: str):
    """Process a single file"""
    return transform_file(file_path)

@flow
def batch_processing():
    """Process multiple files in parallel"""
    files = ['file1.csv', 'file2.csv', 'file3.csv']

    # Map task to multiple inputs (parallel execution)
    results = process_file.map(files)

    return results
