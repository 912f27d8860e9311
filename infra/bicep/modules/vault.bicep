// Key Vault, with the key that signs capsules. It cannot be taken out; the platform may sign with it and read its public half, no more.
param name string
param location string
@description('Who signs.')
param principalId string

var keys = 'Microsoft.KeyVault/vaults/keys'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
  }
}

resource key 'Microsoft.KeyVault/vaults/keys@2023-07-01' = {
  parent: vault
  name: 'capsules'
  properties: { kty: 'EC', curveName: 'P-256', keyOps: ['sign', 'verify'] }
}

// The built-in role that may sign (Key Vault Crypto User) may also change keys.
resource signer 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, name, 'signer')
  properties: {
    roleName: 'QLP signer (${name}, ${uniqueString(resourceGroup().id)})'
    description: 'Signs with keys and reads their public halves.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [{ actions: [], dataActions: ['${keys}/read', '${keys}/sign/action'] }]
  }
}

resource signs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, signer.id)
  scope: vault
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: signer.id }
}

// Without a version: the newest signs, and rotating the key needs no deployment.
output key string = key.properties.keyUri
