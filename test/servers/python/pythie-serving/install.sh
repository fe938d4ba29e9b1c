python "$ROOT/test/servers/python/pythie-serving/train.py"
