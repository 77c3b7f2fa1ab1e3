using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class ImageValidationTests
{
    private static readonly Image Good = new() { Metadata = new ObjectMeta { Name = Make.Digest('a') }, DockerImageReference = $"x/y@{Make.Digest('a')}" };

    public static TheoryData<Image, string[]> Cases { get; } = new()
    {
        { Good, [] },
        { Good with { DockerImageReference = null }, ["dockerImageReference: Required value"] },
        { Good with { DockerImageReference = "!!" }, ["dockerImageReference: Invalid value: \"!!\": invalid reference format"] },
        { Good with { Metadata = new ObjectMeta { Name = "foo/bar" } }, ["metadata.name: Invalid value: \"foo/bar\": may not contain '/'"] },
        { Good with { Metadata = new ObjectMeta { Name = "justname" } }, [] },
        {
            Good with { DockerImageManifests = [Child()], DockerImageLayers = [new ImageLayer()] },
            ["dockerImageLayers: Invalid value: \"\": dockerImageLayers should not be set when dockerImageManifests is set"]
        },
        { Good with { DockerImageManifests = [Child()] }, [] },
        {
            Good with { DockerImageManifests = [Child() with { Digest = "bad", MediaType = "", Architecture = "", Os = "", ManifestSize = -1 }] },
            [
                "dockerImageManifests[0].digest: Invalid value: \"bad\": digest does not conform with OCI image specification",
                "dockerImageManifests[0].mediaType: Invalid value: \"\": media type does not conform to RFC6838",
                "dockerImageManifests[0].architecture: Required value",
                "dockerImageManifests[0].os: Required value",
                "dockerImageManifests[0].size: Invalid value: -1: manifest size cannot be negative",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Validate_NamesWhatIsWrong(Image image, string[] expected)
    {
        ImageValidation.Validate(image).Lines().Should().Equal(expected);
        ImageValidation.Validate(image, "image.").Lines().Should().Equal(expected.Select(e => $"image.{e}"));
    }

    public static TheoryData<ImageSignature, string[]> Signatures { get; } = new()
    {
        { Signature(), [] },
        { Signature() with { Metadata = new ObjectMeta { Name = "a@" } }, ["s.metadata.name: Invalid value: \"a@\": name must be of format <imageName>@<signatureName>"] },
        { Signature() with { Metadata = new ObjectMeta { Name = "a@b@c" } }, ["s.metadata.name: Invalid value: \"a@b@c\": name must be of format <imageName>@<signatureName>"] },
        {
            Signature() with { Metadata = new ObjectMeta { Name = "a@b", Labels = Some(), Annotations = Some() } },
            ["s.metadata.labels: Forbidden: signature labels cannot be set", "s.metadata.annotations: Forbidden: signature annotations cannot be set"]
        },
        { Signature() with { Type = "", Content = [] }, ["s.type: Required value", "s.content: Required value"] },
        { Signature() with { Conditions = [Condition("Trusted", "True")] }, ["s.conditions: Invalid value: \"\": missing \"ForImage\" condition type"] },
        { Signature() with { Conditions = [Condition("Odd", "True"), Condition("ForImage", "True")] }, ["s.conditions: Invalid value: \"\": missing \"Trusted\" condition type"] },
        { Signature() with { ImageIdentity = "x", SignedClaims = Some() }, ["s.imageIdentity: Invalid value: \"\": must be unset for unknown signature state", "s.signedClaims: Invalid value: \"\": must be unset for unknown signature state"] },
        { Signature() with { ImageIdentity = "x", Conditions = [Condition("Trusted", "Unknown"), Condition("ForImage", "True")] }, ["s.imageIdentity: Invalid value: \"\": must be unset for unknown signature state"] },
        { Signature() with { ImageIdentity = "x", IssuedBy = new SignatureIssuer(), Conditions = [Condition("ForImage", "True"), Condition("Trusted", "True")] }, [] },
        { Signature() with { Created = DateTimeOffset.UnixEpoch }, [] },
        { Signature() with { ImageIdentity = "x", Conditions = [Condition("Trusted", "True", 2), Condition("Trusted", "Unknown", 1), Condition("ForImage", "True")] }, [] },
        { Signature() with { ImageIdentity = "x", Conditions = [Condition("Trusted", "Unknown"), Condition("ForImage", "True"), Condition("Trusted", "True")] }, [] },
        {
            Signature() with { ImageIdentity = "x", Conditions = [Condition("Trusted", "True", 1), Condition("ForImage", "True"), Condition("Trusted", "Unknown", 2)] },
            ["s.imageIdentity: Invalid value: \"\": must be unset for unknown signature state"]
        },
    };

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Validate_OfASignature_NamesWhatIsWrong(ImageSignature signature, string[] expected)
    {
        SignatureValidation.Validate(signature, "s.").Lines().Should().Equal(expected);
        SignatureValidation.Validate(signature, "").Lines().Should().Equal(expected.Select(e => e[2..]));
        ImageValidation.Validate(Good with { Signatures = [signature] }).Lines().Should().Equal(expected.Select(e => "signatures[0]" + e[1..]));
    }

    private static ImageManifest Child() =>
        new() { Digest = Make.Digest('b'), MediaType = "application/vnd.oci.image.manifest.v1+json", Architecture = "amd64", Os = "linux", ManifestSize = 1 };

    private static ImageSignature Signature() => new() { Metadata = new ObjectMeta { Name = "a@b" }, Type = "AtomicImageV1", Content = [1] };

    private static SignatureCondition Condition(string type, string status) => new() { Type = type, Status = status };

    private static SignatureCondition Condition(string type, string status, int lookedAt) =>
        Condition(type, status) with { LastProbeTime = DateTimeOffset.UnixEpoch.AddHours(lookedAt) };

    private static Dictionary<string, string> Some() => new() { ["a"] = "b" };
}
