using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>How every kind is read and written; no reflection takes part.</summary>
/// <remarks>
/// What a document omits stays omitted, the order of lists stays, unknown fields are dropped. Names are matched letter by letter.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KubeTimeConverter)])]
[JsonSerializable(typeof(Status))]
[JsonSerializable(typeof(DeleteOptions))]
[JsonSerializable(typeof(Image))]
[JsonSerializable(typeof(KubernetesList<Image>), TypeInfoPropertyName = "ImageList")]
[JsonSerializable(typeof(ImageSignature))]
[JsonSerializable(typeof(ImageStream))]
[JsonSerializable(typeof(KubernetesList<ImageStream>), TypeInfoPropertyName = "ImageStreamList")]
[JsonSerializable(typeof(ImageStreamImage))]
[JsonSerializable(typeof(ImageStreamImport))]
[JsonSerializable(typeof(ImageStreamLayers))]
[JsonSerializable(typeof(ImageStreamMapping))]
[JsonSerializable(typeof(ImageStreamTag))]
[JsonSerializable(typeof(KubernetesList<ImageStreamTag>), TypeInfoPropertyName = "ImageStreamTagList")]
[JsonSerializable(typeof(ImageTag))]
[JsonSerializable(typeof(KubernetesList<ImageTag>), TypeInfoPropertyName = "ImageTagList")]
[JsonSerializable(typeof(APIService))]
[JsonSerializable(typeof(KubernetesList<APIService>), TypeInfoPropertyName = "APIServiceList")]
[JsonSerializable(typeof(ClusterRole))]
[JsonSerializable(typeof(KubernetesList<ClusterRole>), TypeInfoPropertyName = "ClusterRoleList")]
[JsonSerializable(typeof(ClusterRoleBinding))]
[JsonSerializable(typeof(KubernetesList<ClusterRoleBinding>), TypeInfoPropertyName = "ClusterRoleBindingList")]
[JsonSerializable(typeof(ConfigMap))]
[JsonSerializable(typeof(KubernetesList<ConfigMap>), TypeInfoPropertyName = "ConfigMapList")]
[JsonSerializable(typeof(CustomResourceDefinition))]
[JsonSerializable(typeof(KubernetesList<CustomResourceDefinition>), TypeInfoPropertyName = "CustomResourceDefinitionList")]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(KubernetesList<Event>), TypeInfoPropertyName = "EventList")]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(KubernetesList<Lease>), TypeInfoPropertyName = "LeaseList")]
[JsonSerializable(typeof(LimitRange))]
[JsonSerializable(typeof(KubernetesList<LimitRange>), TypeInfoPropertyName = "LimitRangeList")]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(KubernetesList<Namespace>), TypeInfoPropertyName = "NamespaceList")]
[JsonSerializable(typeof(ResourceQuota))]
[JsonSerializable(typeof(KubernetesList<ResourceQuota>), TypeInfoPropertyName = "ResourceQuotaList")]
[JsonSerializable(typeof(Role))]
[JsonSerializable(typeof(KubernetesList<Role>), TypeInfoPropertyName = "RoleList")]
[JsonSerializable(typeof(RoleBinding))]
[JsonSerializable(typeof(KubernetesList<RoleBinding>), TypeInfoPropertyName = "RoleBindingList")]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(KubernetesList<Secret>), TypeInfoPropertyName = "SecretList")]
[JsonSerializable(typeof(SelfSubjectAccessReview))]
[JsonSerializable(typeof(SelfSubjectReview))]
[JsonSerializable(typeof(ServiceAccount))]
[JsonSerializable(typeof(KubernetesList<ServiceAccount>), TypeInfoPropertyName = "ServiceAccountList")]
[JsonSerializable(typeof(SubjectAccessReview))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenReview))]
public sealed partial class EntitiesJsonContext : JsonSerializerContext;
