using ImageStreams.Entities;

namespace ImageStreams.ApiServer.Tests;

public sealed class StatusTranslationTests
{
    [Fact]
    public void ToServed_TranslatesNameMessageAndCauses()
    {
        var served = StatusTranslation.ToServed(new Status
        {
            Code = 409,
            Reason = "AlreadyExists",
            Message = "imagestreams.image.openshift.io \"foo--5fbar\" already exists at image.openshift.io/v1stored",
            Details = new()
            {
                Group = "image.openshift.io",
                Kind = "imagestreams",
                Name = "foo--5fbar",
                Causes = [new() { Field = "f", Message = "conflict with \"x\" using image.openshift.io/v1stored" }],
            },
        });

        served.Message.Should().Be("imagestreams.image.openshift.io \"foo_bar\" already exists at image.openshift.io/v1");
        served.Details!.Name.Should().Be("foo_bar");
        served.Details.Causes!.Single().Message.Should().Be("conflict with \"x\" using image.openshift.io/v1");
    }

    [Fact]
    public void ToServed_OfAnotherGroup_LeavesTheName()
    {
        var status = new Status { Message = "namespaces \"a--5fb\" not found", Details = new() { Kind = "namespaces", Name = "a--5fb" } };

        StatusTranslation.ToServed(status).Should().BeEquivalentTo(status);
    }

    [Fact]
    public void ToServed_OfAWarning_NamesTheServedVersion() =>
        StatusTranslation.ToServed("299 - \"image.openshift.io/v1stored ImageStream: x\"").Should().Be("299 - \"image.openshift.io/v1 ImageStream: x\"");
}
