// One network, so that the functions reach the cluster's private API server.
param name string
param location string

resource address 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: '${name}-outward'
  location: location
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource outward 'Microsoft.Network/natGateways@2024-05-01' = {
  name: '${name}-outward'
  location: location
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [{ id: address.id }] }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.40.0.0/16'] }
    subnets: [
      { name: 'nodes', properties: { addressPrefix: '10.40.0.0/22' } }
      {
        name: 'functions'
        properties: {
          addressPrefix: '10.40.4.0/24'
          natGateway: { id: outward.id }
          delegations: [{ name: 'functions', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
    ]
  }
}

output name string = network.name
output functionsSubnetId string = resourceId('Microsoft.Network/virtualNetworks/subnets', network.name, 'functions')
