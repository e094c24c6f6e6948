"""The version of each stage: raised when it would make something else of the same input."""

INGEST = "1"
DEIDENTIFY = "2"
SEGMENT = "1"
TAG = "2"
REVIEW = "1"
PUBLISH = "11"
MODEL = "4"
ALL = (INGEST, DEIDENTIFY, SEGMENT, TAG, REVIEW, PUBLISH, MODEL)
