"""`eval tickets`: whole conversations through the pipeline, judged."""
