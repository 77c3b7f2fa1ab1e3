using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Holds a conversation with a server and writes it down in a form that is the same each time.</summary>
internal sealed partial class ConversationRunner(HttpClient client, Func<string, string> tokenOf)
{
    private static readonly HashSet<string> KeptHeaders = new(StringComparer.OrdinalIgnoreCase) { "Content-Type", "Warning", "Retry-After", "Allow", "Location" };

    public async Task<string> RunAsync(Conversation conversation)
    {
        // Short, so that names built with it stay within their limits; new each time, so that a server may be used again.
        var ns = $"c-{conversation.Name}-{Random.Shared.Next(0x10000).ToString("x4", CultureInfo.InvariantCulture)}";
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["ns"] = ns };
        await SendAsync("POST", "/api/v1/namespaces", [], $$$"""{"metadata":{"name":"{{{ns}}}"}}""");
        var transcript = new StringBuilder();
        var normalizer = new AnswerNormalizer(ns);
        foreach (var turn in conversation.Turns)
        {
            var path = Substitute(turn.Path, variables);
            var headers = turn.Headers.Select(h => (h.Name, Substitute(h.Value, variables))).ToList();
            var (status, answered, body) = await SendAsync(turn.Method, path, headers, Substitute(turn.Body, variables));
            if (turn.Headers.Any(h => h.Name == "X-Wait"))
            {
                await Eventually.Succeeds(async () =>
                {
                    (status, answered, body) = await SendAsync(turn.Method, path, headers, "");
                    status.Should().Be(200);
                });
            }

            Capture(turn, body, variables);
            transcript.Append(CultureInfo.InvariantCulture, $"# {turn.Comment}\n{turn.Method} {turn.Path}\n{status}\n");
            foreach (var (name, value) in answered.Where(h => KeptHeaders.Contains(h.Name)).OrderBy(h => h.Name, StringComparer.OrdinalIgnoreCase))
            {
                transcript.Append(CultureInfo.InvariantCulture, $"{name}: {normalizer.Text(value)}\n");
            }

            transcript.Append(normalizer.Body(body)).Append("\n\n");
        }

        return transcript.ToString().TrimEnd('\n') + "\n";
    }

    private static string Substitute(string text, Dictionary<string, string> variables) =>
        Variable().Replace(text, m => m.Groups[1].Value switch
        {
            ['x', '*', .. var count] => new string('x', int.Parse(count, CultureInfo.InvariantCulture)),
            var name => variables.GetValueOrDefault(name, m.Value),
        });

    private static void Capture(ConversationTurn turn, string body, Dictionary<string, string> variables)
    {
        foreach (var (name, path) in turn.Captures)
        {
            var node = JsonNode.Parse(body.Split('\n')[0]);
            foreach (var part in path.Split('.'))
            {
                node = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? node![index] : node![part];
            }

            variables[name] = node!.ToString();
        }
    }

    private async Task<(int Status, List<(string Name, string Value)> Headers, string Body)> SendAsync(
        string method, string path, IReadOnlyList<(string Name, string Value)> headers, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        var user = headers.FirstOrDefault(h => h.Name == "As").Value ?? "admin";
        if (user != "anonymous")
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokenOf(user));
        }

        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", headers.FirstOrDefault(h => h.Name == "Content-Type").Value ?? "application/json");
        }

        request.Headers.TryAddWithoutValidation("User-Agent", "conversation/1");
        foreach (var (name, value) in headers.Where(h => h.Name is not ("As" or "Content-Type")))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request);
        var all = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated);
        return ((int)response.StatusCode, [.. all.SelectMany(h => h.Value.Select(v => (h.Key, v)))], await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex(@"\{([a-z][a-zA-Z0-9]*|x\*[0-9]+)\}")]
    private static partial Regex Variable();
}
