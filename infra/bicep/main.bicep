// QLP in one resource group. Everything signs in with identities: there is no secret among the parameters, settings and outputs.
// Not compiled and not deployed by this project yet: see docs/decisions/032-infrastructure-in-bicep.md.
targetScope = 'resourceGroup'

@description('Begins the name of every resource: lower-case letters and digits.')
@minLength(3)
@maxLength(11)
param name string = 'qlp'

@description('The region of everything but the dashboard.')
param location string = resourceGroup().location

@description('The region of the dashboard: Static Web Apps are made in these only, and served everywhere.')
@allowed(['centralus', 'eastasia', 'eastus2', 'westeurope', 'westus2'])
param dashboardLocation string = 'westeurope'

@description('The Entra tenant whose people use QLP, and whose admins see the dead letters of all tenants.')
param entraTenantId string = tenant().tenantId

@description('The client id of the registration of the API: what access tokens (version 2.0) are made out to.')
param apiClientId string

@description('The image of agents and live apps with its digest: registry/name@sha256:… The cluster and the pull identity must be able to pull it.')
param agentImage string

@description('An OpenAI-compatible endpoint that needs no key, such as a gateway in the cluster (http://model.gateway.svc/v1). Empty: the offline model.')
param modelEndpoint string = ''

@description('The model to ask there.')
param modelName string = ''

@description('The size of the nodes that run jobs: one with nested virtualization, for a virtual machine around each pod.')
param sandboxNodeSize string = 'Standard_D4s_v5'

@description('Nodes for jobs at most; without jobs there are none.')
@minValue(1)
param sandboxNodes int = 5

var unique = '${name}${uniqueString(resourceGroup().id)}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-platform'
  location: location
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: { name: name, location: location, principalId: identity.properties.principalId }
}

module network 'modules/network.bicep' = {
  name: 'network'
  params: { name: name, location: location }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: { name: unique, location: location, principalId: identity.properties.principalId }
}

module events 'modules/events.bicep' = {
  name: 'events'
  params: { name: unique, location: location, principalId: identity.properties.principalId }
}

module cluster 'modules/cluster.bicep' = {
  name: 'cluster'
  params: {
    name: name
    location: location
    networkName: network.outputs.name
    principalId: identity.properties.principalId
    nodeSize: sandboxNodeSize
    nodes: sandboxNodes
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: { name: unique, location: location, principalId: identity.properties.principalId }
}

module apps 'modules/apps.bicep' = {
  name: 'apps'
  params: { name: name, location: location, principalId: identity.properties.principalId }
}

module dashboard 'modules/dashboard.bicep' = {
  name: 'dashboard'
  params: { name: '${name}-dashboard', location: dashboardLocation }
}

module functions 'modules/functions.bicep' = {
  name: 'functions'
  params: {
    name: unique
    location: location
    identityName: identity.name
    insightsName: monitoring.outputs.insightsName
    storageName: storage.outputs.name
    packages: storage.outputs.packages
    subnetId: network.outputs.functionsSubnetId
    eventHubsHost: events.outputs.host
    kubernetesApi: cluster.outputs.api
    signingKey: vault.outputs.key
    pullIdentity: apps.outputs.pullIdentity
    dashboardOrigin: dashboard.outputs.origin
    entraTenantId: entraTenantId
    apiClientId: apiClientId
    agentImage: agentImage
    modelEndpoint: modelEndpoint
    modelName: modelName
  }
}

output functionApp string = functions.outputs.name
output gateway string = functions.outputs.address
output dashboardOrigin string = dashboard.outputs.origin
output clusterName string = cluster.outputs.name
output pullPrincipal string = apps.outputs.pullPrincipal
