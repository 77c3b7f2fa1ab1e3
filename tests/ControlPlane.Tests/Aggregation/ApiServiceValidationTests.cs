using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>The expected texts are what a kube-apiserver 1.36 answered to the same documents.</summary>
public sealed class ApiServiceValidationTests
{
    [Theory]
    [InlineData(
        """{"group":"a","version":"v2","groupPriorityMinimum":0,"versionPriority":0}""",
        "metadata.name: Invalid value: \"v1.a\": must be `spec.version+\".\"+spec.group`: \"v2.a\"",
        "spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000",
        "spec.versionPriority: Invalid value: 0: must be positive and less than 1000")]
    [InlineData(
        """{"group":"a","version":"v1","groupPriorityMinimum":30000,"versionPriority":100000,"service":{"namespace":"","name":"","port":0},"insecureSkipTLSVerify":true,"caBundle":"YQ=="}""",
        "spec.groupPriorityMinimum: Invalid value: 30000: must be positive and less than 20000",
        "spec.versionPriority: Invalid value: 100000: must be positive and less than 1000",
        "spec.service.namespace: Required value",
        "spec.service.name: Required value",
        "spec.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive",
        "spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present")]
    [InlineData(
        """{"group":"a","version":"v1","groupPriorityMinimum":1,"versionPriority":1,"insecureSkipTLSVerify":true}""",
        "spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify")]
    [InlineData(
        """{"group":"a","version":"V","groupPriorityMinimum":1,"versionPriority":1}""",
        "metadata.name: Invalid value: \"v1.a\": must be `spec.version+\".\"+spec.group`: \"V.a\"",
        "spec.version: Invalid value: \"V\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')")]
    [InlineData("""{"group":"a","version":"v1","groupPriorityMinimum":20000,"versionPriority":1000,"service":{"namespace":"x","name":"y","port":8443},"caBundle":"YQ=="}""")]
    public void Validate_OfASpec_NamesEveryFault(string spec, params string[] errors)
    {
        var service = JsonSerializer.Deserialize($$"""{"metadata":{"name":"v1.a"},"spec":{{spec}}}""", APIService.JsonTypeInfo)!;

        ApiServiceValidation.Validate(service).Select(e => e.ToString()).Should().Equal(errors);
    }

    [Theory]
    [InlineData("""{"spec":{"service":{"name":"x"}}}""", """{"spec":{"service":{"name":"x","port":443}}}""")]
    [InlineData("""{"spec":{"service":{"port":7}}}""", """{"spec":{"service":{"port":7}}}""")]
    [InlineData("""{"spec":{}}""", """{"spec":{}}""")]
    public void SetDefaults_OfAService_FillsInItsPort(string before, string after)
    {
        var document = JsonNode.Parse(before)!.AsObject();

        ApiServiceValidation.SetDefaults(document);

        document.ToJsonString().Should().Be(after);
    }
}
