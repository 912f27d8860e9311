// AKS, for jobs only: a private API server, network policies, and nodes on which each pod is a virtual machine of its own.
param name string
param location string
param networkName string
@description('Who starts jobs.')
param principalId string
param nodeSize string
param nodes int

@description('Network Contributor')
var networkContributor = '4d97b98b-1d4f-4787-a291-c67834d212e7'
var subnetId = resourceId('Microsoft.Network/virtualNetworks/subnets', networkName, 'nodes')
var objects = 'Microsoft.ContainerService/managedClusters'

resource subnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {
  name: '${networkName}/nodes'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-cluster'
  location: location
}

resource joins 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subnetId, name, networkContributor)
  scope: subnet
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', networkContributor)
  }
}

resource cluster 'Microsoft.ContainerService/managedClusters@2026-03-01' = {
  name: '${name}-cluster'
  location: location
  sku: { name: 'Base', tier: 'Standard' }
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    dnsPrefix: name
    enableRBAC: true
    disableLocalAccounts: true
    aadProfile: { managed: true, enableAzureRBAC: true, tenantID: tenant().tenantId }
    apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: 'system', enablePrivateClusterPublicFQDN: false }
    oidcIssuerProfile: { enabled: true }
    securityProfile: { workloadIdentity: { enabled: true } }
    autoUpgradeProfile: { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'NodeImage' }
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      networkDataplane: 'cilium'
      networkPolicy: 'cilium'
      podCidr: '10.244.0.0/16'
      serviceCidr: '10.41.0.0/16'
      dnsServiceIP: '10.41.0.10'
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        count: 2
        vmSize: 'Standard_D2s_v5'
        type: 'VirtualMachineScaleSets'
        osType: 'Linux'
        osSKU: 'AzureLinux'
        vnetSubnetID: subnetId
        nodeTaints: ['CriticalAddonsOnly=true:NoSchedule']
      }
      {
        name: 'sandbox'
        mode: 'User'
        count: 0
        enableAutoScaling: true
        minCount: 0
        maxCount: nodes
        vmSize: nodeSize
        type: 'VirtualMachineScaleSets'
        osType: 'Linux'
        osSKU: 'AzureLinux'
        workloadRuntime: 'KataVmIsolation'
        vnetSubnetID: subnetId
        nodeLabels: { 'qlp.dev/pool': 'sandbox' }
        nodeTaints: ['qlp.dev/sandbox=true:NoSchedule']
      }
    ]
  }
  dependsOn: [joins]
}

// No built-in role but the cluster's administrator may make namespaces and quotas: this one may do what the runner asks for.
resource jobs 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, name, 'jobs')
  properties: {
    roleName: 'QLP jobs (${name}, ${uniqueString(resourceGroup().id)})'
    description: 'Makes tenants\' namespaces on the cluster and runs jobs in them.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: []
        dataActions: [
          '${objects}/namespaces/read'
          '${objects}/namespaces/write'
          '${objects}/networking.k8s.io/networkpolicies/read'
          '${objects}/networking.k8s.io/networkpolicies/write'
          '${objects}/resourcequotas/read'
          '${objects}/resourcequotas/write'
          '${objects}/serviceaccounts/read'
          '${objects}/serviceaccounts/write'
          '${objects}/secrets/write'
          '${objects}/batch/jobs/read'
          '${objects}/batch/jobs/write'
          '${objects}/batch/jobs/delete'
          '${objects}/pods/read'
        ]
      }
    ]
  }
}

resource runs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(cluster.id, principalId, jobs.id)
  scope: cluster
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: jobs.id }
}

output name string = cluster.name
output api string = 'https://${cluster.properties.privateFQDN}'
