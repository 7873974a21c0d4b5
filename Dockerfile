# Compiles the project and the native modules; none of its tools reach the image that runs.
FROM node:20.20.2-bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ make python3 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production \
    STREETKEEP_DATA=/data \
    STREETKEEP_BIND=0.0.0.0
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY --from=build /build/rules ./rules
COPY --from=build /build/gateway/maps ./gateway/maps
COPY --from=build /build/gateway/profiles ./gateway/profiles
RUN rm -rf dist/test dist/bench dist/dashboards && install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 8080 8443 1883 8883
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.STREETKEEP_HTTP_PORT || 8080}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/bin/streetkeep.js"]
CMD ["start", "--no-sim"]
