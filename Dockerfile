# syntax=docker/dockerfile:1
# The process as an image: published for the runtime's own framework with ReadyToRun code, run as a user without rights.

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/ src/
COPY config/ config/
RUN dotnet publish src/Operator -c Release -a "$TARGETARCH" --self-contained false -p:PublishReadyToRun=true -p:RunAnalyzers=false -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
# Workstation collector: a controller is idle most of the time, and memory is what it is billed for.
ENV DOTNET_gcServer=0 DOTNET_EnableDiagnostics=0
USER $APP_UID
ENTRYPOINT ["./imagestreams"]
CMD ["run"]
