using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>Turns a document of OpenAPI v3 into one of v2; what v2 cannot say is left out.</summary>
internal static class OpenApiV2
{
    private static readonly string[] NotInV2 = ["nullable", "oneOf", "anyOf", "not"];

    public static JsonObject Convert(JsonObject document)
    {
        var components = document["components"]!;
        return new()
        {
            ["swagger"] = "2.0",
            ["info"] = document["info"]!.DeepClone(),
            ["paths"] = Each(document["paths"]!, PathItem),
            ["definitions"] = Each(components["schemas"]!, s => Schema(s)),
            ["securityDefinitions"] = components["securitySchemes"]!.DeepClone(),
            ["security"] = new JsonArray(new JsonObject { ["BearerToken"] = new JsonArray() }),
        };
    }

    private static JsonObject Each(JsonNode members, Func<JsonNode, JsonNode?> convert) =>
        new(members.AsObject().Select(m => KeyValuePair.Create(m.Key, convert(m.Value!))));

    private static JsonObject PathItem(JsonNode item)
    {
        var converted = new JsonObject();
        foreach (var (name, value) in item.AsObject())
        {
            converted[name] = name == "parameters" ? Parameters(value!) : Operation(value!.AsObject());
        }

        return converted;
    }

    private static JsonArray Parameters(JsonNode parameters) => new([.. parameters.AsArray().Select(p =>
    {
        var converted = p!.DeepClone().AsObject();
        foreach (var (name, value) in p["schema"]!.AsObject())
        {
            converted[name] = value?.DeepClone();
        }

        converted.Remove("schema");
        return (JsonNode?)converted;
    })]);

    private static JsonObject Operation(JsonObject operation)
    {
        var converted = operation.DeepClone().AsObject();
        var parameters = operation["parameters"] is { } given ? Parameters(given) : [];
        var body = operation["requestBody"] as JsonObject;
        var consumes = body?["content"]!.AsObject().Select(c => (JsonNode?)c.Key) ?? ["*/*"];
        if (body is not null)
        {
            parameters.Insert(0, Body(body));
            converted.Remove("requestBody");
        }

        converted["consumes"] = new JsonArray([.. consumes]);
        converted["produces"] = new JsonArray("application/json", "application/yaml");
        converted["schemes"] = new JsonArray("https");
        converted["parameters"] = parameters;
        converted["responses"] = Each(operation["responses"]!, Response);
        return converted;
    }

    private static JsonObject Body(JsonObject body)
    {
        var parameter = new JsonObject { ["name"] = "body", ["in"] = "body", ["schema"] = Schema(body["content"]!.AsObject().First().Value!["schema"]!) };
        if (body["required"] is not null)
        {
            parameter["required"] = true;
        }

        return parameter;
    }

    private static JsonObject Response(JsonNode response)
    {
        var converted = new JsonObject { ["description"] = response["description"]!.DeepClone() };
        if (response["content"]?["application/json"]?["schema"] is { } schema)
        {
            converted["schema"] = Schema(schema);
        }

        return converted;
    }

    private static JsonNode? Schema(JsonNode? schema)
    {
        switch (schema)
        {
            case JsonArray list:
                return new JsonArray([.. list.Select(Schema)]);
            case JsonObject map:
                var converted = new JsonObject();
                foreach (var (name, value) in map.Where(m => !NotInV2.Contains(m.Key)))
                {
                    converted[name] = name switch
                    {
                        "properties" => Each(value!, Schema),
                        "$ref" => value!.GetValue<string>().Replace(OpenApiSchemas.Prefix, "#/definitions/", StringComparison.Ordinal),
                        "default" or "enum" or "example" => value?.DeepClone(),
                        _ => Schema(value),
                    };
                }

                return WithoutWrapping(converted);
            default:
                return schema?.DeepClone();
        }
    }

    /// <summary>A reference that v3 wraps in order to give it a description stands beside it in v2.</summary>
    private static JsonObject WithoutWrapping(JsonObject schema)
    {
        if (schema["allOf"] is JsonArray { Count: 1 } all && all[0]?["$ref"] is { } reference)
        {
            schema.Remove("allOf");
            schema["$ref"] = reference.DeepClone();
        }

        return schema;
    }
}
