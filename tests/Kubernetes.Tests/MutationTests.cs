using System.Text;
using ImageStreams.Entities;
using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

/// <summary>Damaged input, many times: every parser answers with its own error or with a result, and comes to an end.</summary>
public sealed class MutationTests
{
    private const int Rounds = 3000;

    [Fact]
    public async Task ListReader_DamagedList_IsAListOrNoList()
    {
        var good = Encoding.UTF8.GetBytes($$"""
            {"kind":"ConfigMapList","metadata":{"resourceVersion":"5","continue":""},"items":[{{TestClients.ConfigMap("ä", "1").ToJsonString()}},
            {"metadata":{"name":"b","creationTimestamp":null,"labels":{"x":"y"},"generation":3},"binaryData":{"k":"AAEC"},"immutable":true}],"more":[[1,2.5e3,null]]}
            """);
        var random = new Random(7);
        var lists = 0;
        for (var i = 0; i < Rounds; i++)
        {
            using var stream = new MemoryStream(Damage(good, random));
            using var reader = new ListReader<ConfigMap>(stream, new ObjectDecoder<ConfigMap>(ConfigMap.ResourceKind, _ => { }), 1 << 20, _ => { });
            try
            {
                await reader.ReadAsync(CancellationToken.None);
                lists++;
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or InvalidDataException)
            {
                // no list
            }
        }

        lists.Should().BeInRange(1, Rounds - 1, "some damage is within texts, some is not");
    }

    [Fact]
    public void WatchDecoder_DamagedEvent_IsAnEventOrNone()
    {
        var good = Encoding.UTF8.GetBytes($$"""{"type":"MODIFIED","object":{{TestClients.ConfigMap("ä", "1").ToJsonString()}}}""");
        var decoder = new WatchDecoder<ConfigMap>(new ObjectDecoder<ConfigMap>(ConfigMap.ResourceKind, _ => { }), new KubeRequest(HttpMethod.Get, "x"));
        var random = new Random(7);
        var events = 0;
        for (var i = 0; i < Rounds; i++)
        {
            try
            {
                events += decoder.Decode(Damage(good, random)) is null ? 0 : 1;
            }
            catch (InvalidDataException)
            {
                // no event
            }
        }

        events.Should().BeInRange(1, Rounds - 1);
    }

    [Fact]
    public void Kubeconfig_DamagedFile_IsReadOrRefusedInOneLine()
    {
        using var folder = new TemporaryFolder();
        var good = Encoding.UTF8.GetBytes("""
            kind: Config
            current-context: x
            clusters:
            - name: c
              cluster: {server: "https://h", extensions: [{name: client.authentication.k8s.io/exec, extension: {a: [1, ~, 2.5]} }]}
            users:
            - name: u
              user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: c, interactiveMode: Never, provideClusterInfo: true, env: [{name: A, value: b}]} }
            contexts:
            - name: x
              context: &a {cluster: c, user: u}
            """);
        var random = new Random(7);
        var read = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var path = folder.Write("config", Encoding.UTF8.GetString(Damage(good, random)));
            try
            {
                KubernetesClientConfiguration.BuildConfigFromConfigFile(path);
                read++;
            }
            catch (KubeConfigException e)
            {
                e.Message.Should().StartWith(path).And.NotContain("\n");
            }
        }

        read.Should().BeInRange(1, Rounds - 1);
    }

    private static byte[] Damage(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, random.Next(Math.Min(9, bytes.Count - at)));
                    break;
                case 2:
                    bytes.Insert(at, (byte)"{}[]\",:&*!|>%@`\n"[random.Next(16)]);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(30, bytes.Count - at))));
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(2) == 0 ? bytes.Count - at : 0);
                    break;
            }

            if (bytes.Count == 0)
            {
                return [];
            }
        }

        return [.. bytes];
    }
}
