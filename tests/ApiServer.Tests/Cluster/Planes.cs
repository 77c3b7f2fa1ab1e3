using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

/// <summary>Cases for every control plane that there is.</summary>
internal static class Planes
{
    private static IEnumerable<PlaneKind> Present => ControlPlaneFactAttribute.ReasonToSkip is null ? [PlaneKind.Embedded, PlaneKind.Real] : [PlaneKind.Embedded];

    public static TheoryData<PlaneKind, T> Times<T>(IEnumerable<T> cases)
    {
        var data = new TheoryData<PlaneKind, T>();
        foreach (var plane in Present)
        {
            foreach (var one in cases)
            {
                data.Add(plane, one);
            }
        }

        return data;
    }

    public static TheoryData<PlaneKind, TA, TB> Times<TA, TB>(params IEnumerable<(TA A, TB B)> cases)
    {
        var data = new TheoryData<PlaneKind, TA, TB>();
        foreach (var plane in Present)
        {
            foreach (var (a, b) in cases)
            {
                data.Add(plane, a, b);
            }
        }

        return data;
    }
}
