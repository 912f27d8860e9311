// What live apps need: the platform may run container groups in this resource group, and start them with an identity that may pull their image.
param name string
param location string
@description('Who runs apps.')
param principalId string

var groups = 'Microsoft.ContainerInstance/containerGroups'
@description('Managed Identity Operator: may give the identity to a container group.')
var identityOperator = 'f1a07417-d97a-45cb-824c-7a7467783830'

// Pulls the image, once it has that right on the registry, and nothing else: apps are started with it.
resource pull 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-pull'
  location: location
}

resource gives 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(pull.id, principalId, identityOperator)
  scope: pull
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', identityOperator)
  }
}

resource host 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, name, 'apps')
  properties: {
    roleName: 'QLP apps (${name}, ${uniqueString(resourceGroup().id)})'
    description: 'Runs apps in container groups and reads what they write.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: ['${groups}/read', '${groups}/write', '${groups}/delete', '${groups}/containers/logs/read']
        dataActions: []
      }
    ]
  }
}

resource hosts 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, principalId, host.id)
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: host.id }
}

output pullIdentity string = pull.id
output pullPrincipal string = pull.properties.principalId
