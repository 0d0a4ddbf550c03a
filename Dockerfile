# syntax=docker/dockerfile:1
# The app with everything it needs, for x64 and arm64: `docker build -t vision-data-forge .`

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# All packages, those that build the client included.
RUN npm ci --include=dev
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production PORT=8000 DATA_DIR=/data
WORKDIR /app
# fontconfig and a font: the class names on previews are text. tini hands signals on and ends what is left over.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fontconfig fonts-dejavu-core tini \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir /data && chown node:node /data
COPY --from=build --chown=root:root /app/node_modules node_modules
COPY --from=build --chown=root:root /app/dist dist
COPY --chown=root:root package.json ./
COPY --chown=root:root cli/bin.mjs cli/bin.mjs
COPY --chown=root:root models models
USER node
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "--enable-source-maps", "dist/node/server.js"]
