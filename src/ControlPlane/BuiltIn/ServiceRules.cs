namespace ImageStreams.ControlPlane;

/// <summary>Services: stored with the defaults that clients rely on; no address is given out.</summary>
internal static class ServiceRules
{
    public static KindRules Rules { get; } = new()
    {
        StatusTakesMetadata = true,
        SetDefaults = document =>
        {
            var spec = document.Child("spec");
            spec["type"] = spec.Text("type").Length == 0 ? "ClusterIP" : spec.Text("type");
            spec["sessionAffinity"] = spec.Text("sessionAffinity").Length == 0 ? "None" : spec.Text("sessionAffinity");
            foreach (var port in spec.Objects("ports"))
            {
                port["protocol"] = port.Text("protocol").Length == 0 ? "TCP" : port.Text("protocol");
                port["targetPort"] ??= port["port"]?.DeepClone();
            }
        },
    };
}
