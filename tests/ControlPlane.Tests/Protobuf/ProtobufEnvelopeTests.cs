using ImageStreams.GenericApiServer;
using static ImageStreams.ControlPlane.Tests.Wire;

namespace ImageStreams.ControlPlane.Tests;

public sealed class ProtobufEnvelopeTests
{
    [Fact]
    public void Read_OfASecret_HasItsFieldsAndNothingEmpty()
    {
        var body = Envelope(
            "v1",
            "Secret",
            Bytes(1, Text(1, "name"), Text(2, ""), Text(3, "ns"), Number(7, 0), Bytes(8), Bytes(11, Text(1, "app"), Text(2, "x"))),
            Bytes(2, Text(1, "key"), Bytes(2, [[0, 1, 2]])),
            Text(3, "Opaque"),
            Number(5, 0));

        Read(body).Should().Be(
            """{"metadata":{"name":"name","namespace":"ns","labels":{"app":"x"}},"data":{"key":"AAEC"},"type":"Opaque","immutable":false,"apiVersion":"v1","kind":"Secret"}""",
            "immutable is a pointer, so false says something");
    }

    [Fact]
    public void Read_OfAnEvent_HasItsTimes()
    {
        var body = Envelope(
            "v1",
            "Event",
            Bytes(6, Number(1, 1_767_225_600)),
            Bytes(7),
            Bytes(10, Number(1, 1_767_225_600), Number(2, 123_456_000)),
            Number(8, 3));

        Read(body).Should().Be(
            """{"firstTimestamp":"2026-01-01T00:00:00Z","eventTime":"2026-01-01T00:00:00.123456Z","count":3,"apiVersion":"v1","kind":"Event"}""");
    }

    [Fact]
    public void Read_OfADeployment_HasWhatIsInlineQuantitiesAndPorts()
    {
        var probe = Bytes(1, Bytes(2, Text(1, "/healthz"), Bytes(2, Number(1, 1), Number(2, 0), Text(3, "web")))); // the handler is inline in the probe
        var volume = Bytes(1, Text(1, "v"), Bytes(2, Bytes(2, Text(1, "")))); // and the source in the volume: an emptyDir
        var container = Bytes(
            2,
            Text(1, "c"),
            Bytes(8, Bytes(1, Text(1, "cpu"), Bytes(2, Text(1, "100m")))),
            Bytes(10, probe));
        var body = Envelope("apps/v1", "Deployment", Bytes(2, Number(1, 0), Bytes(3, Bytes(2, volume, container))));

        Read(body).Should().Be(
            """{"spec":{"replicas":0,"template":{"spec":{"volumes":[{"name":"v","emptyDir":{}}],"containers":[{"name":"c","resources":{"limits":{"cpu":"100m"}},"livenessProbe":{"httpGet":{"path":"/healthz","port":"web"}}}]}}},"apiVersion":"apps/v1","kind":"Deployment"}""");
    }

    [Fact]
    public void Read_OfAReview_HasItsExtra()
    {
        var body = Envelope("authorization.k8s.io/v1", "SubjectAccessReview", Bytes(2, Text(3, "u"), Bytes(5, Text(1, "scopes"), Bytes(2, Text(1, "a"), Text(1, "b")))));

        Read(body).Should().Be("""{"spec":{"user":"u","extra":{"scopes":["a","b"]}},"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview"}""");
    }

    [Fact]
    public void Read_OfAnUnknownKind_IsNull() => ProtobufEnvelope.Read(Envelope("example.com/v1", "Thing")).Should().BeNull();

    [Fact]
    public void Read_OfFieldsThatAreNotKnown_LeavesThemOut() =>
        Read(Envelope("v1", "Namespace", Number(99, 5), Text(98, "new"), Bytes(1, Text(1, "n")))).Should().Be("""{"metadata":{"name":"n"},"apiVersion":"v1","kind":"Namespace"}""");

    [Fact]
    public void Read_OfDamagedBytes_NeverDoesAnythingButRefuse()
    {
        var good = Envelope("apps/v1", "Deployment", Bytes(1, Text(1, "name")), Bytes(2, Number(1, 3), Bytes(3, Bytes(2, Bytes(2, Text(1, "c"), Text(2, "image"))))));
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = good.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var read = () => ProtobufEnvelope.Read(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
            try
            {
                read();
            }
            catch (FormatException)
            {
                // The only way to fail.
            }
        }
    }

    private static string Read(byte[] body) => KubeJson.ToText(ProtobufEnvelope.Read(body));
}
