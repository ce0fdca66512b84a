# syntax=docker/dockerfile:1
ARG V=1
FROM --platform=linux/amd64 alpine:$V AS base
ENV A=b C="d e" \
    F=g
RUN <<EOT
echo a
EOT
COPY --from=base --chown=a:b ["x y", "/z"]
HEALTHCHECK --interval=5s CMD curl a || exit 1
ONBUILD RUN ls
CMD ["a", "b"]
