# The wheel holds NVIDIA's tritonserver and its Python backend, and beside it one stub for each version of Python.
# The stub must stand in the backend's folder, and run with the very libpython of this environment.
site=$(python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
version=$(python -c 'import sysconfig; print(sysconfig.get_python_version())')
libpython=$(python -c 'import sysconfig; print("/".join(sysconfig.get_config_vars("LIBDIR", "INSTSONAME")))')
triton=$site/pytriton/tritonserver
cp "$triton/python_backend_stubs/$version/triton_python_backend_stub" "$triton/backends/python/"
if [[ $libpython == *.so* ]]; then ln -sf "$libpython" "$site/nvidia_pytriton.libs/"; fi
ln -sf "$triton/bin/tritonserver" bin/
ln -sfn "$triton/backends" backends
for program in "$triton"/bin/tritonserver "$triton"/backends/python/{libtriton_python.so,triton_python_backend_stub}; do
  if ldd "$program" | grep "not found" >&2; then exit 1; fi
done
