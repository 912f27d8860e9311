// The Function App that hosts all components, and its settings under the names that shared/settings.py reads.
param name string
param location string
param identityName string
param insightsName string
param storageName string
@description('The address of the container with the app\'s package.')
param packages string
param subnetId string
param eventHubsHost string
param kubernetesApi string
param signingKey string
param pullIdentity string
param dashboardOrigin string
param entraTenantId string
param apiClientId string
param agentImage string
param modelEndpoint string
param modelName string

var authority = '${environment().authentication.loginEndpoint}${entraTenantId}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: subnetId
    siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2', ftpsState: 'Disabled' }
    functionAppConfig: {
      runtime: { name: 'python', version: '3.13' }
      scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 40 }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
    }
  }
}

resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: {
    AZURE_CLIENT_ID: identity.properties.clientId
    APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
    AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
    AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
    AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identity.properties.clientId
    // The Kafka trigger knows no managed identity, so the Event Hubs trigger reads; Kafka's client sends.
    QLP_BINDING: 'eventhubs'
    QLP_EVENTHUBS__fullyQualifiedNamespace: eventHubsHost
    QLP_EVENTHUBS__credential: 'managedidentity'
    QLP_EVENTHUBS__clientId: identity.properties.clientId
    KAFKA_BROKERS: '${eventHubsHost}:9093'
    QLP_KAFKA_AUTH: 'identity'
    QLP_COMPONENT: 'all'
    QLP_ISSUER: '${authority}/v2.0'
    QLP_JWKS_URL: '${authority}/discovery/v2.0/keys'
    QLP_AUDIENCE: apiClientId
    QLP_OPERATOR_TENANT: entraTenantId
    QLP_DASHBOARD_ORIGIN: dashboardOrigin
    QLP_JOBS: 'kubernetes'
    QLP_KUBERNETES_API: kubernetesApi
    // Put into the package before it is published: see docs/architecture.md.
    QLP_KUBERNETES_CA: '/home/site/wwwroot/cluster-ca.pem'
    QLP_AGENT_IMAGE: agentImage
    QLP_RUNTIME_CLASS: 'kata-vm-isolation'
    QLP_TARGET: 'aci'
    QLP_ACI_RESOURCE_GROUP: resourceGroup().id
    QLP_ACI_LOCATION: location
    QLP_ACI_PULL_IDENTITY: pullIdentity
    QLP_SIGNING_KEY: signingKey
    QLP_HOME: '/tmp/qlp'
    OPENAI_BASE_URL: modelEndpoint
    QLP_MODEL: modelName
  }
}

resource noPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = [
  for way in ['ftp', 'scm']: {
    parent: app
    name: way
    properties: { allow: false }
  }
]

output name string = app.name
output address string = 'https://${app.properties.defaultHostName}'
