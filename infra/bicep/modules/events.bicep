// Event Hubs: the topics of shared/events, with a consumer group for each component that reads one (shared/adapters/bindings.py).
// Standard is the smallest tier that speaks Kafka. Keys do not open it.
param name string
param location string
@description('Who sends and receives.')
param principalId string

var consumers = {
  intents: ['intent', 'orchestrator', 'dashboard']
  tasks: ['runner', 'dashboard']
  drops: ['intent', 'orchestrator', 'validation', 'dashboard']
  validation: ['orchestrator', 'validation', 'packaging', 'dashboard']
  capsules: ['orchestrator', 'deployment', 'dashboard']
  deployments: ['orchestrator', 'dashboard']
  thoughts: ['dashboard']
  control: ['orchestrator', 'runner', 'deployment', 'dashboard']
  deadletter: ['dashboard']
}
var roles = [
  '2b629674-e913-4c01-ae53-ef4638d8f975' // Azure Event Hubs Data Sender
  'a638d3c7-ab3a-418d-83e6-5f17a39d4fde' // Azure Event Hubs Data Receiver
]

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: name
  location: location
  sku: { name: 'Standard', tier: 'Standard', capacity: 1 }
  properties: {
    kafkaEnabled: true
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    isAutoInflateEnabled: true
    maximumThroughputUnits: 4
  }
}

@batchSize(1)
module topics 'topic.bicep' = [
  for topic in items(consumers): {
    name: 'topic-${topic.key}'
    params: { namespaceName: namespace.name, name: topic.key, consumers: topic.value }
  }
]

resource assigned 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(namespace.id, principalId, role)
    scope: namespace
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

output host string = '${namespace.name}.servicebus.windows.net'
