# syntax=docker/dockerfile:1
# The process as an image: one native executable and the library of SQLite (docs/adr/0010), run as a user without rights.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/ src/
COPY config/ config/
RUN dotnet publish src/Operator -c Release -p:PublishAot=true -p:RunAnalyzers=false -o /app

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
ENTRYPOINT ["./imagestreams"]
CMD ["run"]
